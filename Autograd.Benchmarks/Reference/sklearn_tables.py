#!/usr/bin/env python3
"""The scikit-learn side of the comparison on tables.

    python3 sklearn_tables.py fetch <folder>            writes the tables that come with scikit-learn
    python3 sklearn_tables.py peers <folder> <table>    trains all peers on all folds of a table, and prints their scores as JSON
    python3 sklearn_tables.py epochs <folder> <table>   answers each line read with the seconds of a training of so many epochs

A table is three files: <table>.csv with a header; <table>.json with its target, whether that is a number, and the kinds of the columns; and
<table>.folds.csv, in which each row's line tells in which fold it is tested, once for each repetition.

The pipelines are what the manual of scikit-learn recommends: numbers get their median where one is missing, and a column that says so, and
are standardized; categories are one-hot, unknown ones ignored; the trees get numbers with holes, and codes of categories. Dates become a number
of days, and the place in the year and in the week on a circle. Nothing is learned from rows that are tested.
"""
import csv
import datetime
import json
import os
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.compose import TransformedTargetRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, balanced_accuracy_score, log_loss, mean_absolute_error, mean_squared_error, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# Up to so many rows the network is also trained until its training loss rests, which is better where one in ten rows tells little.
MOST_UNSTOPPED = 20_000

# What HistGradientBoosting takes as categories; codes beyond are numbers to it.
MOST_CATEGORIES = 255


def read(folder, name):
    """The features, which of them are categories, the target, and the folds."""
    with open(os.path.join(folder, name + ".json")) as file:
        about = json.load(file)
    with open(os.path.join(folder, name + ".csv"), newline="") as file:
        header, *rows = csv.reader(file)
    with open(os.path.join(folder, name + ".folds.csv"), newline="") as file:
        folds = np.array(list(csv.reader(file)), int)
    features, categories = [], []
    for column, values in zip(header, zip(*rows)):
        kind = about["kinds"][column]
        if column == about["target"]:
            y = np.array([float(value) for value in values]) if about["regression"] else np.unique(values, return_inverse=True)[1]
        elif kind == "number":
            features.append([float(value) if value else np.nan for value in values])
        elif kind == "boolean":
            features.append([np.nan if not value else float(value in ("yes", "true")) for value in values])
        elif kind == "date":
            features += dates(values)
        else:
            categories.append(len(features))
            codes = {value: code for code, value in enumerate(sorted(set(values)))}
            features.append([float(codes[value]) for value in values])
    return np.array(features).T, categories, y, about["regression"], folds


def dates(values):
    days = np.full(len(values), np.nan)
    for i, value in enumerate(values):
        if value:
            days[i] = datetime.date.fromisoformat(value[:10]).toordinal()
    year, week = 2 * np.pi * days / 365.25, 2 * np.pi * days / 7
    return [days, np.sin(year), np.cos(year), np.sin(week), np.cos(week)]


def prepared(X, categories):
    numbers = [i for i in range(X.shape[1]) if i not in categories]
    imputer = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    return ColumnTransformer([
        ("numbers", make_pipeline(imputer, StandardScaler()), numbers),
        ("categories", OneHotEncoder(handle_unknown="ignore"), categories)])


class Oversampled:
    """A classifier that sees each class as often as the largest: rows of the smaller ones are repeated at random."""

    def __init__(self, model, seed):
        self.model, self.random = model, np.random.RandomState(seed)

    def fit(self, X, y):
        counts = np.bincount(y)
        rows = [np.flatnonzero(y == c) for c in np.flatnonzero(counts)]
        drawn = [np.concatenate([of, self.random.choice(of, counts.max() - len(of))]) for of in rows]
        rows = self.random.permutation(np.concatenate(drawn))
        self.model.fit(X[rows], y[rows])
        return self

    def predict(self, X):
        return self.model.predict(X)

    def predict_proba(self, X):
        return self.model.predict_proba(X)


def classifiers(X, categories, seed):
    # As the trees take categories: those of few values.
    few = [i for i in categories if len(np.unique(X[:, i])) <= MOST_CATEGORIES]
    network = dict(hidden_layer_sizes=(64, 32), max_iter=200, random_state=seed)
    return {
        "majority": lambda: DummyClassifier(strategy="prior"),
        "logistic": lambda: make_pipeline(prepared(X, categories), LogisticRegression(class_weight="balanced", max_iter=3000)),
        "mlp": lambda: make_pipeline(prepared(X, categories), Oversampled(MLPClassifier(early_stopping=True, **network), seed)),
        "mlp-unstopped": lambda: make_pipeline(prepared(X, categories), Oversampled(MLPClassifier(**network), seed)),
        "boosting": lambda: HistGradientBoostingClassifier(class_weight="balanced", categorical_features=few, random_state=seed),
    }


def regressors(X, categories, seed):
    few = [i for i in categories if len(np.unique(X[:, i])) <= MOST_CATEGORIES]
    network = dict(hidden_layer_sizes=(64, 32), max_iter=500, random_state=seed)
    return {
        "majority": lambda: DummyRegressor(),
        "logistic": lambda: make_pipeline(prepared(X, categories), Ridge()),
        "mlp": lambda: make_pipeline(
            prepared(X, categories),
            TransformedTargetRegressor(MLPRegressor(early_stopping=True, **network), transformer=StandardScaler())),
        "mlp-unstopped": lambda: make_pipeline(
            prepared(X, categories), TransformedTargetRegressor(MLPRegressor(**network), transformer=StandardScaler())),
        "boosting": lambda: HistGradientBoostingRegressor(categorical_features=few, random_state=seed),
    }


def scores(model, X, y, regression):
    if regression:
        z = model.predict(X)
        return {"r2": r2_score(y, z), "rmse": mean_squared_error(y, z) ** 0.5, "mae": mean_absolute_error(y, z)}
    chances, z = model.predict_proba(X), model.predict(X)
    return {"balanced_accuracy": balanced_accuracy_score(y, z), "accuracy": accuracy_score(y, z), "log_loss": log_loss(y, chances)}


def peers(folder, name, only):
    X, categories, y, regression, folds = read(folder, name)
    results, seconds = {}, {}
    warnings.simplefilter("ignore", ConvergenceWarning)
    for repetition, fold in enumerate(folds.T):
        for k in range(fold.max() + 1):
            train, test = fold != k, fold == k
            models = (regressors if regression else classifiers)(X, categories, seed=100 * repetition + k)
            for kind, make in models.items():
                if (not only or kind in only) and not (kind == "mlp-unstopped" and len(y) > MOST_UNSTOPPED):
                    start = time.process_time()
                    model = make().fit(X[train], y[train])
                    seconds.setdefault(kind, round(time.process_time() - start, 4))
                    results.setdefault(kind, []).append(scores(model, X[test], y[test], regression))
    json.dump({"scikit-learn": sklearn.__version__, "processor_seconds": seconds, "peers": results}, sys.stdout, indent=1)
    print()


def epochs(folder, name):
    """Reads lines "epochs batch size,size,..."; trains MLPClassifier so, without oversampling and without stopping; tells the seconds."""
    X, categories, y, _, _ = read(folder, name)
    X = prepared(X, categories).fit_transform(X)
    warnings.simplefilter("ignore", ConvergenceWarning)
    print("ready", flush=True)
    for line in sys.stdin:
        count, batch, sizes = line.split()
        model = MLPClassifier(
            tuple(int(size) for size in sizes.split(",")), batch_size=int(batch), max_iter=int(count), n_iter_no_change=10**6, tol=0,
            random_state=1)
        start = time.perf_counter()
        model.fit(X, y)
        print(time.perf_counter() - start, flush=True)


def fetch(folder):
    from sklearn import datasets
    about = {"breast cancer": ("load_breast_cancer", "tumours by measures of their cells' nuclei (UCI, Wisconsin)", "diagnosis"),
             "wine": ("load_wine", "wines of three growers by chemical measures (UCI)", "grower"),
             "diabetes": ("load_diabetes", "the progress of diabetes in a year (Efron et al. 2004)", "progress")}
    for name, (load, text, target) in about.items():
        data = getattr(datasets, load)(**({"scaled": False} if name == "diabetes" else {}))
        regression = not hasattr(data, "target_names")
        names = [str(column) for column in data.feature_names]
        with open(os.path.join(folder, name.replace(" ", "-") + ".csv"), "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names + [target])
            for row, y in zip(data.data, data.target):
                writer.writerow([repr(float(x)) for x in row] + [repr(float(y)) if regression else str(data.target_names[y])])
        with open(os.path.join(folder, name.replace(" ", "-") + ".json"), "w") as file:
            kinds = {column: "number" for column in names}
            kinds[target] = "number" if regression else "category"
            json.dump({"about": text, "target": target, "regression": regression, "kinds": kinds}, file, indent=1)


if __name__ == "__main__":
    command, folder, *rest = sys.argv[1:]
    if command == "fetch":
        fetch(folder)
    elif command == "epochs":
        epochs(folder, rest[0])
    else:
        peers(folder, rest[0], rest[1:])
