using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// L-BFGS: a quasi-Newton method for small problems whose loss is over all data at once. From the last steps and how the gradient changed
/// in them it knows the curvature (Nocedal, 1980), and along its direction it searches for a step that satisfies the strong Wolfe
/// conditions (Nocedal and Wright, <i>Numerical Optimization</i>, 2006, algorithms 3.5, 3.6 and 7.4). There is no learning rate.
/// </summary>
/// <remarks>
/// The loss must be the same whenever it is computed at the same parameters: no dropout in training, no batch that changes within a step.
/// All arithmetic of the method is in double precision; a loss in Float64 lets it come closer, for it stops where no smaller loss can be
/// seen.
/// </remarks>
/// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>; plain tensors become such.</param>
/// <param name="history">How many steps are remembered.</param>
/// <param name="maxEvaluations">How many times the loss is computed in a step at most.</param>
/// <param name="sufficientDecrease">The share of the slope by which the loss must fall, c₁.</param>
/// <param name="curvature">The share of the slope that may be left, c₂.</param>
/// <exception cref="ArgumentOutOfRangeException">
/// There is nothing to remember or compute, or not 0 &lt; c₁ &lt; c₂ &lt; 1.
/// </exception>
/// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
/// <example><code>
/// var optimizer = new Lbfgs(model.Parameters());
/// for (int step = 0; step &lt; 50 &amp;&amp; !optimizer.HasConverged; step++)
/// {
///     double loss = optimizer.Step(() => model.Forward(x).MseLoss(y));
/// }
/// </code></example>
public sealed partial class Lbfgs(IEnumerable<Parameter> parameters, int history = 10, int maxEvaluations = 25,
    double sufficientDecrease = 1e-4, double curvature = 0.9)
{
    private readonly int _history = Expect.AtLeast(1, history, nameof(Lbfgs), nameof(history));
    private readonly int _maxEvaluations = Expect.AtLeast(1, maxEvaluations, nameof(Lbfgs), nameof(maxEvaluations));

    private readonly double _decrease =
        Expect.That(sufficientDecrease is > 0 and < 1, sufficientDecrease, nameof(Lbfgs), "between 0 and 1", nameof(sufficientDecrease));

    private readonly double _curvature = Expect.That(curvature > sufficientDecrease && curvature < 1, curvature, nameof(Lbfgs),
        "between sufficientDecrease and 1", nameof(curvature));

    private readonly FlatParameters _all = new(new ParameterGroup(parameters, nameof(Lbfgs)).All);

    // The last steps and the changes of the gradient in them, oldest first.
    private readonly List<(double[] Step, double[] Change)> _pairs = [];

    private readonly double[] _shares = new double[history];
    private double[] _start = [], _gradient = [], _direction = [], _point = [], _pointGradient = [], _bestGradient = [];

    /// <summary>
    /// Whether the last step found no smaller loss: the gradient is zero, or so small that the loss's rounding hides what is left of it.
    /// False before the first step; a state remembers it.
    /// </summary>
    public bool HasConverged { get; private set; }

    /// <summary>How many times the loss was computed in the last step.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Takes a step: computes the loss and its gradient, and as often as the search along the direction needs it.</summary>
    /// <param name="loss">Computes the loss, a single number, from the parameters. A tape is open meanwhile.</param>
    /// <returns>The loss after the step.</returns>
    /// <remarks>Where the loss throws, to cancel say, the parameters go back to where the step began, and so on all errors.</remarks>
    /// <exception cref="InvalidOperationException">
    /// The loss or its gradient is not finite to begin with; or a parameter was replaced in its model, or cannot be changed.
    /// </exception>
    public double Step(Func<Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Step(_ => loss());
    }

    /// <summary>The same for a loss that needs the tape, for derivatives of its own.</summary>
    /// <param name="loss">Computes the loss, a single number, from the parameters.</param>
    /// <returns>The loss after the step.</returns>
    /// <inheritdoc cref="Step(Func{Tensor})" path="/remarks"/>
    /// <inheritdoc cref="Step(Func{Tensor})" path="/exception"/>
    public double Step(Func<Tape, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (_all.BeginStep())
        {
            // Who was frozen or is no longer: what is remembered is of other parameters.
            _pairs.Clear();
        }

        Allocate(_all.Count);
        (Evaluations, HasConverged) = (0, false);
        _all.CopyTo(_start);
        try
        {
            return Descend(loss);
        }
        catch
        {
            _all.CopyFrom(_start);
            throw;
        }
        finally
        {
            _all.ZeroGrad();
        }
    }

    // The step from _start.
    private double Descend(Func<Tape, Tensor> loss)
    {
        double first = Evaluate(loss, _gradient);
        if (!double.IsFinite(first) || _all.NotFinite(_gradient) is not null)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Lbfgs: the loss to begin with is {first}{_all.NotFinite(_gradient)}; expected finite numbers. Nothing was changed."));
        }

        while (true)
        {
            FindDirection();
            double slope = Dot(_gradient, _direction);
            if (slope < 0 && Search(loss, first, slope) is { } found)
            {
                Remember();
                return found;
            }

            if (_pairs.Count == 0)
            {
                _all.CopyFrom(_start);
                HasConverged = true;
                return first;
            }

            // What is remembered has led nowhere: once more along the gradient.
            _pairs.Clear();
        }
    }

    // The two-loop recursion: the direction is minus the inverse curvature times the gradient.
    private void FindDirection()
    {
        for (int i = 0; i < _direction.Length; i++)
        {
            _direction[i] = -_gradient[i];
        }

        Span<double> shares = _shares.AsSpan(0, _pairs.Count);
        for (int k = _pairs.Count - 1; k >= 0; k--)
        {
            (double[] step, double[] change) = _pairs[k];
            shares[k] = Dot(step, _direction) / Dot(step, change);
            Add(_direction, -shares[k], change);
        }

        if (_pairs.Count > 0)
        {
            (double[] step, double[] change) = _pairs[^1];
            double scale = Dot(step, change) / Dot(change, change);
            for (int i = 0; i < _direction.Length; i++)
            {
                _direction[i] *= scale;
            }
        }

        for (int k = 0; k < _pairs.Count; k++)
        {
            (double[] step, double[] change) = _pairs[k];
            Add(_direction, shares[k] - (Dot(change, _direction) / Dot(step, change)), step);
        }
    }

    // The parameters are at the new point, and its gradient is the best one. What is remembered changes only where the new pair is of use.
    private void Remember()
    {
        (double[] step, double[] change) = (_point, _pointGradient);
        _all.CopyTo(step);
        for (int i = 0; i < step.Length; i++)
        {
            step[i] -= _start[i];
            change[i] = _bestGradient[i] - _gradient[i];
        }

        if (!IsCurved(step, change))
        {
            return;
        }

        (double[] Step, double[] Change) pair = _pairs.Count < _history ? (new double[step.Length], new double[step.Length]) : _pairs[0];
        if (_pairs.Count == _history)
        {
            _pairs.RemoveAt(0);
        }

        step.CopyTo(pair.Step, 0);
        change.CopyTo(pair.Change, 0);
        _pairs.Add(pair);
    }

    // The curvature along a step must be positive; as good as none is rounding.
    private static bool IsCurved(double[] step, double[] change) =>
        Dot(step, change) > 1e-14 * Math.Sqrt(Dot(step, step) * Dot(change, change));

    private double Evaluate(Func<Tape, Tensor> loss, double[] gradient)
    {
        Evaluations++;
        _all.ZeroGrad();
        using var tape = new Tape();
        Tensor value = loss(tape) ?? throw new InvalidOperationException("Lbfgs: the loss is null; expected a tensor of one number.");
        double number = value.Item();
        if (double.IsFinite(number))
        {
            tape.Backward(value);
            _all.CopyGradientsTo(gradient);
        }

        return number;
    }

    private void Allocate(int count)
    {
        if (_start.Length != count)
        {
            (_start, _gradient, _direction) = (new double[count], new double[count], new double[count]);
            (_point, _pointGradient, _bestGradient) = (new double[count], new double[count], new double[count]);
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] to, double factor, double[] numbers)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * numbers[i];
        }
    }
}
