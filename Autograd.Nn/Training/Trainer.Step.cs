using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    private double Step(Batch batch, Tally? tally, double rateFactor)
    {
        double value = Parallel is null ? Differentiate(batch, tally) : Differentiate(batch, tally, Parallel);
        if (!double.IsFinite(value))
        {
            Optimizer.Skip();
            (_accumulated, _samples) = (0, 0);
            return value;
        }

        if (++_accumulated == BatchesPerStep)
        {
            Update(rateFactor);
        }

        return value;
    }

    // Of several batches each counts by its samples; their sum is divided when the step is made.
    private bool CountsSamples => BatchesPerStep > 1 && !_isSum;

    private double Differentiate(Batch batch, Tally? tally)
    {
        using var tape = new Tape(Guard);
        Tensor answer = _predict(batch), error = _loss(answer, batch.Targets);
        double value = error.Count == 1 ? error.Item() : throw new ArgumentException(
            $"Trainer: the loss is {error.Shape}; expected one number, as Mean() of the samples' losses makes it.");
        if (IsUsable(value))
        {
            BeginGradients(batch);
            tape.Backward(CountsSamples ? error * batch.Count : error);
            tally?.Add(value, answer, batch, _isSum);
        }

        return value;
    }

    private double Differentiate(Batch batch, Tally? tally, DataParallel parallel)
    {
        if (Exchange is { } exchange)
        {
            exchange.Step = Steps;
        }

        double value = parallel.Compute(new(
            batch, parallel, _predict, _lossModule, _loss, Guard, KeepsAnswers: tally?.HasMetrics == true));
        if (IsUsable(value))
        {
            BeginGradients(batch);
            parallel.Deliver(CountsSamples ? batch.Count : 1);
            tally?.Add(value, parallel.Answers, batch.Count, _isSum);
        }

        return value;
    }

    // A loss that is not finite is an error, unless it is a step that is skipped.
    private bool IsUsable(double value)
    {
        if (!double.IsFinite(value) && NonFinite != NonFiniteGradients.SkipStep)
        {
            throw new NotFiniteNumberException(
                FormattableString.Invariant($"Trainer: the loss is {value} in step {Steps}, and no parameter was changed by it. ") +
                "Look for inputs or targets that are not finite, lower the learning rate, or clip the gradients (ClipNorm); " +
                "Guard = true names the op that it comes from.", value);
        }

        return double.IsFinite(value);
    }

    private void BeginGradients(Batch batch)
    {
        if (_accumulated == 0)
        {
            Optimizer.ZeroGrad();
        }

        _samples += batch.Count;
    }

    private void Update(double rateFactor)
    {
        if (CountsSamples)
        {
            GradientClipping.Scale(Optimizer, 1.0 / _samples);
        }

        (_accumulated, _samples) = (0, 0);
        if ((ClipNorm is not null || NonFinite == NonFiniteGradients.SkipStep)
            && !double.IsFinite(GradientClipping.ByNorm(Optimizer, ClipNorm ?? double.PositiveInfinity, NonFinite)))
        {
            return;
        }

        if (Schedule is { } schedule)
        {
            Optimizer.LearningRate = schedule.At(Steps) * rateFactor;
        }

        Optimizer.Step();
        Steps++;
    }
}
