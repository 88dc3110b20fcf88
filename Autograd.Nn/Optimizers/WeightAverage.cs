using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// An average of a model's parameters over the steps of training. One of your own derives from this and states <see cref="Kept"/>. The
/// digits that an update loses are kept beside the average and enter the next one, so that it is right however slowly it moves.
/// </summary>
/// <remarks>
/// Buffers are not averaged: where a model has batch normalizations, call <see cref="BatchStatistics"/> for the averaged weights.
/// </remarks>
public abstract partial class WeightAverage : IStateful
{
    private readonly Part[] _parts;
    private bool _isApplied;

    /// <summary>An average that starts as the weights are.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">The model has no parameter.</exception>
    protected WeightAverage(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _parts = [.. ParameterBlock.Split(model.Parameters()).Select(parameters => new Part(parameters))];
        if (_parts.Length == 0)
        {
            throw new ArgumentException($"{GetType().Name}: the model {model.GetType().Name} has no parameters.", nameof(model));
        }
    }

    /// <summary>The model.</summary>
    public Module Model { get; }

    /// <summary>How many updates there were.</summary>
    public long Updates { get; private set; }

    /// <summary>What is averaged, and how often it was updated.</summary>
    public override string ToString() => FormattableString.Invariant($"{GetType().Name}({Model.Description}, {Updates} updates)");

    /// <summary>Takes the weights, as they are now, into the average: after a step, or at the end of an epoch.</summary>
    /// <exception cref="InvalidOperationException">
    /// The averaged weights are in the model at the moment; or a parameter was converted or replaced since: make a new average.
    /// </exception>
    public void Update()
    {
        ExpectNotApplied(nameof(Update));
        double kept = Kept(Updates);
        Expect.That(kept is >= 0 and <= 1, kept, GetType().Name, "0 to 1", nameof(Kept));
        foreach (Part part in _parts)
        {
            part.Refresh();
        }

        foreach (Part part in _parts)
        {
            part.Update(kept);
        }

        Updates++;
    }

    /// <summary>
    /// Puts the averaged weights into the model until it is disposed, which puts those of before back: to evaluate or to save
    /// (<see cref="Module.StateDict"/>). Whatever is trained in between is lost.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// They are in the model already; or a parameter was converted or replaced since, or cannot be changed because a tape recorded it.
    /// </exception>
    public AppliedAverage Apply()
    {
        ExpectNotApplied(nameof(Apply));
        foreach (Part part in _parts)
        {
            part.Refresh();
        }

        foreach (Part part in _parts)
        {
            part.ExpectWritable(nameof(Apply));
        }

        foreach (Part part in _parts)
        {
            part.PutIn();
        }

        _isApplied = true;
        return new(this);
    }

    /// <summary>The share of the average that stays in an update; the rest is the weights'.</summary>
    /// <param name="updates">How many updates there were before: 0 in the first.</param>
    protected abstract double Kept(long updates);

    /// <summary>Puts the weights of before back.</summary>
    internal void TakeOut()
    {
        if (!_isApplied)
        {
            return;
        }

        // Where one cannot be changed, those of before are kept, and disposing may be tried again.
        foreach (Part part in _parts)
        {
            part.ExpectWritable(nameof(AppliedAverage.Dispose));
        }

        foreach (Part part in _parts)
        {
            part.TakeOut();
        }

        _isApplied = false;
    }

    private void ExpectNotApplied(string method)
    {
        if (_isApplied)
        {
            throw new InvalidOperationException(
                $"{GetType().Name}.{method}: the averaged weights are in the model. Dispose first what Apply returned, as at the end of " +
                "using (average.Apply()).");
        }
    }

    // Parameters of one type in the order of the model's memory, so that one loop takes many.
    private sealed class Part
    {
        private readonly Tensor[] _values;
        private Tensor[]? _before;

        public Part(Parameter[] parameters)
        {
            Parameters = parameters;
            _values = Array.ConvertAll(parameters, parameter => parameter.Value);
            Averages = Array.ConvertAll(_values, value => value.Detach());
            Lost = Array.ConvertAll(_values, value => Tensor.Zeros(value.Shape, value.DType));
            Tensor.Pack(Averages, out _);
            Tensor.Pack(Lost, out _);
        }

        public Parameter[] Parameters { get; }

        public Tensor[] Averages { get; }

        public Tensor[] Lost { get; }

        public void Refresh()
        {
            for (int i = 0; i < Parameters.Length; i++)
            {
                Parameter parameter = Parameters[i];
                if (parameter.DType != Averages[i].DType || parameter.IsReplaced)
                {
                    throw new InvalidOperationException(
                        $"The parameter {parameter.Title} was " +
                        $"{(parameter.IsReplaced ? "replaced in its model" : $"converted to {parameter.DType}")} " +
                        "since its average was begun. Nothing was changed. Make a new average.");
                }

                _values[i] = parameter.Value;
            }
        }

        public void Update(double kept)
        {
            if (kept > 0)
            {
                Tensor.Update(new Rule(1 - kept), Averages, _values, Lost[0]);
                return;
            }

            for (int i = 0; i < _values.Length; i++)
            {
                _values[i].CopyTo(Averages[i]);
                Lost[i].SetItem(0);
            }
        }

        public void ExpectWritable(string method)
        {
            int index = Array.FindIndex(_values, value => !value.IsWritable);
            if (index >= 0)
            {
                throw new InvalidOperationException(
                    $"{method}: the parameter {Parameters[index].Title} {Parameters[index].Unwritable()}. None was changed.");
            }
        }

        public void PutIn()
        {
            _before ??= Array.ConvertAll(_values, value => Tensor.Zeros(value.Shape, value.DType));
            for (int i = 0; i < _values.Length; i++)
            {
                _values[i].CopyTo(_before[i]);
                Averages[i].CopyTo(_values[i]);
            }
        }

        public void TakeOut()
        {
            for (int i = 0; i < _values.Length; i++)
            {
                _before![i].CopyTo(_values[i]);
            }
        }
    }

    // The gradient is the weight here, and the value the average (Knuth's exact error of a sum). Of halves, for the difference of two
    // numbers may be more than their type holds.
    private readonly record struct Rule(Coefficient Share) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["lost"];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R weight, ref R average, ref R lost, ref R second, ref R third) where R : struct, IReal<R>
        {
            R half = 0.5 * average, part = (Share * ((0.5 * weight) - half)) + (0.5 * lost), sum = half + part, added = sum - half;
            lost = 2 * (half - (sum - added) + (part - added));
            average = 2 * sum;
        }
    }
}
