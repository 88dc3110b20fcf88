using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Lbfgs : IStateful
{
    private const string StepsKey = "steps", ChangesKey = "changes", ConvergedKey = "has_converged";

    /// <summary>
    /// What is remembered: the last steps and the changes of the gradient in them, a row each, oldest first, over the elements of all
    /// parameters in their order; and whether it has converged.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        [StepsKey] = Rows(pair => pair.Step),
        [ChangesKey] = Rows(pair => pair.Change),
        [ConvergedKey] = Tensor.From([HasConverged ? 1L : 0]),
    };

    /// <summary>
    /// Takes over what <see cref="StateDict"/> gave: steps go on to the bit. All of it is checked first: what does not fit changes nothing.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(Lbfgs), Read);

    /// <summary>Reads a state.</summary>
    internal void Read(StateReader reader)
    {
        bool hasConverged = reader.Count(ConvergedKey, most: 1) == 1;
        double[][]? steps = Found(StepsKey), changes = Found(ChangesKey);
        if (steps is null || changes is null)
        {
            return;
        }

        if (steps.Length != changes.Length)
        {
            reader.Unfit(ChangesKey, FormattableString.Invariant(
                $"has {changes.Length} rows, and '{StepsKey}' {steps.Length}; expected as many"));
            return;
        }

        (double[] Step, double[] Change)[] pairs = [.. steps.Zip(changes)];
        if (Array.FindIndex(pairs, pair => !IsCurved(pair.Step, pair.Change)) is >= 0 and var row)
        {
            reader.Unfit(StepsKey, FormattableString.Invariant(
                $"has in row {row} a step along which the gradient does not rise; none such is kept"));
        }

        reader.Then(() =>
        {
            _pairs.Clear();
            _pairs.AddRange(pairs);
            _all.NoteFrozen();
            (HasConverged, Evaluations) = (hasConverged, 0);
        });

        double[][]? Found(string key) => reader.Find(
            key, rows => rows is { DType: DType.Float64, Rank: 2 } && rows.Shape[0] <= _history && rows.Shape[1] == _all.Count,
            FormattableString.Invariant($"Float64 of up to {_history} rows of {_all.Count} elements")) is { } found
            ? [.. found.ToArray<double>().Chunk(Math.Max(1, _all.Count))]
            : null;
    }

    private Tensor Rows(Func<(double[] Step, double[] Change), double[]> of) =>
        Tensor.From([.. _pairs.SelectMany(of)], [_pairs.Count, _all.Count]);
}
