#!/usr/bin/env python3
"""Writes metrics.json: values of metrics as scikit-learn computes them.

    apt-get install -y python3-sklearn        # scikit-learn 1.2 on Debian 12
    python3 make_metrics.py                   # writes metrics.json beside this script

A case of classes holds probabilities [samples, classes] (of one column where they are those of the second of two classes), the classes
and the values by the name of the metric; one of numbers holds predictions and targets [samples, outputs]. Probabilities are multiples of
1/64, so that many are equal, and equal to the bit wherever they are read. What scikit-learn does not define is null.
"""
import json
import math
import pathlib
import warnings

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
random = np.random.RandomState(5)
cases = []


def number(x):
    return None if math.isnan(x) else float(x)


def probabilities(samples, classes):
    parts = [1 + random.multinomial(64 - classes, random.dirichlet(np.ones(classes))) for _ in range(samples)]
    return np.array(parts) / 64.0


def area(compute):
    try:
        return number(compute())
    except ValueError:
        return None


def classes_case(name, p, y):
    single = p.shape[1] == 1
    rows = np.hstack([1 - p, p]) if single else p
    count = rows.shape[1]
    predicted = rows.argmax(1)
    labels = list(range(count))
    hot = np.eye(count)[y]
    occurring = [c for c in labels if 0 < hot[:, c].sum() < len(y)]
    binary = count == 2
    present = [c for c in labels if hot[:, c].sum() > 0]
    values = {
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced accuracy": metrics.balanced_accuracy_score(y, predicted),
        "macro F1": metrics.f1_score(y, predicted, average="macro"),
        "log loss": metrics.log_loss(y, rows, labels=labels),
        "Brier score": metrics.brier_score_loss(y, rows[:, 1], pos_label=1) if binary else float(((rows - hot) ** 2).sum(1).mean()),
        "ROC area": area(lambda: metrics.roc_auc_score(y, rows[:, 1])) if binary
        else number(np.mean([metrics.roc_auc_score(hot[:, c], rows[:, c]) for c in occurring])) if occurring else None,
        "average precision": area(lambda: metrics.average_precision_score(y, rows[:, 1])) if binary and hot[:, 1].sum() > 0
        else None if binary else number(np.mean([metrics.average_precision_score(hot[:, c], rows[:, c]) for c in present])),
    }
    if count > 2:
        values["top-2 accuracy"] = metrics.top_k_accuracy_score(y, rows - 1e-9 * np.arange(count), k=2, labels=labels)
        if len(present) == count:
            assert abs(values["ROC area"] - metrics.roc_auc_score(y, rows, multi_class="ovr")) < 1e-12
    for c in labels:
        actual, said = (y == c).sum(), (predicted == c).sum()
        values[f"recall of class {c}"] = metrics.recall_score(y, predicted, labels=[c], average="micro") if actual else None
        values[f"precision of class {c}"] = metrics.precision_score(y, predicted, labels=[c], average="micro") if said else None
        values[f"F1 of class {c}"] = metrics.f1_score(y, predicted, labels=[c], average="micro") if actual + said else None
    confidence = rows.max(1)
    right, mean = calibration_curve(predicted == y, confidence, n_bins=10) if len(set(predicted == y)) == 2 else ([], [])
    cases.append({
        "kind": "classes", "name": name, "probabilities": p.tolist(), "targets": y.tolist(), "confusion": metrics.confusion_matrix(y, predicted, labels=labels).tolist(),
        "reliability": {"right": list(right), "confidence": list(mean)}, "values": values,
    })


def numbers_case(name, predictions, targets):
    cases.append({
        "kind": "numbers", "name": name, "predictions": predictions.tolist(), "targets": targets.tolist(),
        "values": {
            "mean squared error": metrics.mean_squared_error(targets, predictions),
            "mean absolute error": metrics.mean_absolute_error(targets, predictions),
            "R²": metrics.r2_score(targets, predictions) if (targets.std(0) > 0).all() else None,
        },
    })


def drawn(p):
    return np.array([random.choice(len(row), p=row) for row in p])


p = probabilities(60, 3)
classes_case("three classes", p, drawn(p))
p = probabilities(40, 5)
classes_case("five classes, one that does not occur", p, np.where(drawn(p) == 3, 0, drawn(p)))
p = probabilities(50, 2)
classes_case("two classes", p, drawn(p))
p = probabilities(50, 2)
classes_case("a single probability", p[:, 1:], drawn(p))
p = probabilities(12, 2)
classes_case("one class only", p, np.zeros(12, int))
classes_case("one class only, the second", p, np.ones(12, int))
t = random.randn(30, 1)
numbers_case("numbers", t + 0.3 * random.randn(30, 1), t)
t = 10000 + 0.01 * random.randn(25, 3)
numbers_case("three outputs of a large mean", t + 0.004 * random.randn(25, 3), t)
numbers_case("targets that do not vary", random.randn(4, 1), np.ones((4, 1)))

path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(cases, ensure_ascii=False, indent=None, separators=(",", ":")).replace('{"kind"', '\n{"kind"') + "\n")
print(len(cases), "cases", path.stat().st_size, "bytes")
