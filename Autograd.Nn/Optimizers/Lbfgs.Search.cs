using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Lbfgs
{
    // A step along the direction, the loss there and its slope; where either is not finite the step was too far.
    private readonly record struct Trial(double Length, double Loss, double Slope)
    {
        public bool IsFinite => double.IsFinite(Loss) && double.IsFinite(Slope);
    }

    // Algorithm 3.5: longer and longer steps until one is right or two enclose one. Returns the loss at the new point, where the parameters
    // are then, and its gradient in _bestGradient; null where no smaller loss was found.
    private double? Search(Func<Tape, Tensor> loss, double first, double slope)
    {
        var start = new Trial(0, first, slope);
        Trial before = start, best = start;
        int last = Evaluations + _maxEvaluations;
        double length = _pairs.Count > 0 ? 1 : Math.Min(1, 1 / Sum(_gradient));
        while (Evaluations < last)
        {
            Trial trial = Try(loss, length);
            if (!trial.IsFinite || !Falls(trial) || (before.Length > 0 && trial.Loss >= before.Loss))
            {
                return Zoom(before, trial);
            }

            Keep(trial);
            if (IsFlat(trial))
            {
                return Accept();
            }

            if (trial.Slope >= 0)
            {
                return Zoom(trial, before);
            }

            length = Math.Clamp(Cubic(before, trial), trial.Length + (0.01 * (trial.Length - before.Length)), 10 * trial.Length);
            before = trial;
        }

        return Accept();

        bool Falls(Trial trial) => trial.Loss <= first + (_decrease * trial.Length * slope);

        bool IsFlat(Trial trial) => Math.Abs(trial.Slope) <= -_curvature * slope;

        void Keep(Trial trial)
        {
            best = trial;
            (_bestGradient, _pointGradient) = (_pointGradient, _bestGradient);
        }

        double? Accept()
        {
            MoveTo(best.Length);
            return best.Length > 0 && best.Loss < first ? best.Loss : null;
        }

        // Algorithm 3.6: low falls enough and is the lowest so far, and between it and high is a right step.
        double? Zoom(Trial low, Trial high)
        {
            while (Evaluations < last)
            {
                double from = Math.Min(low.Length, high.Length), to = Math.Max(low.Length, high.Length), margin = 0.1 * (to - from);
                double between = high.IsFinite ? Cubic(low, high) : double.NaN;
                between = between >= from + margin && between <= to - margin ? between : from + ((to - from) / 2);
                if (between <= from || between >= to)
                {
                    break;
                }

                Trial trial = Try(loss, between);
                if (!trial.IsFinite || !Falls(trial) || trial.Loss >= low.Loss)
                {
                    high = trial;
                    continue;
                }

                Keep(trial);
                if (IsFlat(trial))
                {
                    break;
                }

                high = trial.Slope * (high.Length - low.Length) >= 0 ? low : high;
                low = trial;
            }

            return Accept();
        }
    }

    // The minimum of the cubic through two trials and their slopes (Nocedal and Wright, equation 3.59); NaN where it has none.
    private static double Cubic(Trial a, Trial b)
    {
        double d1 = a.Slope + b.Slope - (3 * (a.Loss - b.Loss) / (a.Length - b.Length));
        double d2 = Math.CopySign(Math.Sqrt((d1 * d1) - (a.Slope * b.Slope)), b.Length - a.Length);
        double length = b.Length - ((b.Length - a.Length) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + (2 * d2))));
        return double.IsNaN(length) ? 2 * Math.Max(a.Length, b.Length) : length;
    }

    private Trial Try(Func<Tape, Tensor> loss, double length)
    {
        MoveTo(length);
        double number = Evaluate(loss, _pointGradient);
        return new(length, number, double.IsFinite(number) ? Dot(_pointGradient, _direction) : double.NaN);
    }

    private void MoveTo(double length)
    {
        for (int i = 0; i < _point.Length; i++)
        {
            _point[i] = _start[i] + (length * _direction[i]);
        }

        _all.CopyFrom(_point);
    }

    private static double Sum(double[] numbers)
    {
        double sum = 0;
        foreach (double number in numbers)
        {
            sum += Math.Abs(number);
        }

        return sum;
    }
}
