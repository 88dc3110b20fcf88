namespace Autograd.Core;

/// <summary>Checks the derivatives of one op or function at any number of points, and counts.</summary>
internal sealed class GradCheckTally(string name, GradCheckOptions options)
{
    // Up to so many elements the whole Jacobian is checked, beyond that a combination of its rows.
    private const int LargestJacobian = 64;

    private readonly List<GradCheckFailure> _failures = [];
    // By order; derivatives by an upstream gradient are compared too, but alone they prove nothing of the op.
    private readonly Dictionary<int, int> _byInputs = [];
    private readonly Dictionary<int, int> _skipped = [];
    private int _checked;
    private string? _obstacle;

    /// <summary>
    /// A value computed on a tape that watches the point; whether that computation must be differentiable in turn is the last argument.
    /// </summary>
    private delegate Tensor Function(Tape tape, ReadOnlySpan<Tensor> point, bool differentiable);

    public void Check(string sample, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs)
    {
        int count = inputs.Count;
        List<Tensor> point = [];
        foreach (Tensor input in inputs)
        {
            point.Add((input.DType.IsFloat() ? input.To(DType.Float64) : input).Detach());
        }

        Function derivative = (_, at, _) => function(at[..count].ToArray());
        if (Obstacle(derivative, point) is { } obstacle)
        {
            _obstacle = obstacle;
            return;
        }

        for (int order = 1; order <= options.Orders.Max(); order++)
        {
            if (order > 1)
            {
                point.Add(Upstream(derivative, point, order));
                derivative = Gradient(derivative);
            }

            if (options.Orders.Contains(order))
            {
                Compare(sample, order, derivative, point, [.. point.Take(count)]);
            }
        }
    }

    public GradCheckReport Report(bool mayBeEmpty)
    {
        string? reason = null;
        foreach (int order in options.Orders)
        {
            if (_byInputs.GetValueOrDefault(order) == 0)
            {
                int skipped = _skipped.GetValueOrDefault(order);
                reason = skipped > 0 ? $"Nothing was checked at order {order}: all {skipped} derivatives lie at kinks."
                    : _obstacle ?? (mayBeEmpty ? null : $"Nothing was checked at order {order}: no sample has elements.");
            }
        }

        return new(name, _failures, _checked, _skipped.Values.Sum(), reason);
    }

    /// <summary>
    /// The gradient of a function, weighted and added up to one number: a function of the same point and the upstream gradient.
    /// </summary>
    private Function Gradient(Function function) => (tape, at, differentiable) =>
    {
        Tensor value = function(tape, at[..^1], true);
        Tensor[] by = Floats(at[..^1]);
        Tensor total = Tensor.Zeros(Shape.Scalar, DType.Float64);
        if (value.Tape != tape)
        {
            return total;
        }

        Tensor[] gradients = tape.Gradient(value, by, at[^1], differentiable);
        for (int i = 0; i < by.Length; i++)
        {
            total += (gradients[i] * Irregular(by[i].Shape, i)).Sum();
        }

        return total;
    };

    private static string? Obstacle(Function function, List<Tensor> point)
    {
        Tensor[] by = Floats([.. point]);
        using Tape tape = Watch(by);
        Tensor value = function(tape, [.. point], false);
        return by.Length == 0 ? "There is no input of floating-point numbers to differentiate by."
            : value.DType != DType.Float64 ? $"The output is {value.DType}, which has no derivative in Float64."
            : value.Tape != tape ? "The output does not depend on the inputs by recorded ops."
            : null;
    }

    private void Compare(string sample, int order, Function function, List<Tensor> point, IReadOnlyList<Tensor> inputs)
    {
        Tensor[] by = Floats([.. point]);
        double[] weights;
        double[][] combined;
        double[][][] rows = [];
        using (Tape tape = Watch(by))
        {
            Tensor value = function(tape, [.. point], true);
            Tensor upstream = Irregular(value.Shape, by.Length);
            weights = upstream.ToArray<double>();
            combined = Gradients(tape, value, by, upstream);
            if (value.Count * by.Sum(input => input.Count) <= LargestJacobian)
            {
                rows = [.. Enumerable.Range(0, value.Count).Select(o => Gradients(tape, value, by, Unit(value.Shape, o)))];
            }
        }

        for (int i = 0; i < by.Length; i++)
        {
            int input = point.IndexOf(by[i]);
            for (int element = 0; element < by[i].Count; element++)
            {
                double step = options.Step * Math.Max(1, Math.Abs(by[i].AsSpan<double>()[element]));
                if (input < inputs.Count && options.Kink is { } kink && kink(inputs, input, element, 2 * step))
                {
                    Count(_skipped, order);
                    continue;
                }

                if (input < inputs.Count)
                {
                    Count(_byInputs, order);
                }

                double[] column = Column(function, point, by[i], element, step);
                double numeric = column.Zip(weights, (slope, weight) => slope * weight).Sum();
                Expect(combined[i][element], numeric, null);
                for (int output = 0; output < rows.Length; output++)
                {
                    Expect(rows[output][i][element], column[output], output);
                }

                void Expect(double analytic, double numeric, int? output)
                {
                    _checked++;
                    double tolerance = options.AbsoluteTolerance
                        + (options.RelativeTolerance * Math.Max(Math.Abs(analytic), Math.Abs(numeric)));
                    if (!(Math.Abs(analytic - numeric) <= tolerance))
                    {
                        _failures.Add(new(name, sample, order, input, element, output, analytic, numeric));
                    }
                }
            }
        }
    }

    /// <summary>The slopes of all outputs along one element of the point: (f(x−2h) − 8f(x−h) + 8f(x+h) − f(x+2h)) / 12h.</summary>
    private static double[] Column(Function function, List<Tensor> point, Tensor input, int element, double step)
    {
        double x = input.AsSpan<double>()[element];
        double[] column = [];
        foreach ((int steps, double weight) in new[] { (-2, 1.0), (-1, -8.0), (1, 8.0), (2, -1.0) })
        {
            input.AsWritableSpan<double>()[element] = x + (steps * step);
            using Tape tape = Watch(Floats([.. point]));
            ReadOnlySpan<double> value = function(tape, [.. point], false).AsSpan<double>();
            column = steps == -2 ? new double[value.Length] : column;
            for (int i = 0; i < value.Length; i++)
            {
                column[i] += weight / (12 * step) * value[i];
            }
        }

        input.AsWritableSpan<double>()[element] = x;
        return column;
    }

    private Tensor Upstream(Function function, List<Tensor> point, int order)
    {
        using Tape tape = Watch(Floats([.. point]));
        return Irregular(function(tape, [.. point], false).Shape, -order);
    }

    private Tensor Irregular(Shape shape, int number) =>
        OpSamples.Spread(shape, DType.Float64, -1, 1, phase: (97 * options.Seed) + number + 31);

    private static Tensor Unit(Shape shape, int element)
    {
        Tensor unit = Tensor.Zeros(shape, DType.Float64);
        unit.AsWritableSpan<double>()[element] = 1;
        return unit;
    }

    private static double[][] Gradients(Tape tape, Tensor value, Tensor[] by, Tensor upstream) => value.Tape == tape
        ? [.. tape.Gradient(value, by, upstream).Select(gradient => gradient.ToArray<double>())]
        : [.. by.Select(input => new double[input.Count])];

    private static Tensor[] Floats(ReadOnlySpan<Tensor> point)
    {
        List<Tensor> floats = [];
        foreach (Tensor tensor in point)
        {
            if (tensor.DType.IsFloat())
            {
                floats.Add(tensor);
            }
        }

        return [.. floats];
    }

    private static Tape Watch(Tensor[] tensors)
    {
        var tape = new Tape();
        foreach (Tensor tensor in tensors)
        {
            tape.Watch(tensor);
        }

        return tape;
    }

    private static void Count(Dictionary<int, int> counts, int order) => counts[order] = counts.GetValueOrDefault(order) + 1;
}
