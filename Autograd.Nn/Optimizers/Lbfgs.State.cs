using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Lbfgs
{
    private const string StepsKey = "steps", ChangesKey = "changes";

    /// <summary>
    /// What is remembered: the last steps and the changes of the gradient in them, a row each, oldest first, over the elements of all
    /// parameters in their order.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        [StepsKey] = Rows(pair => pair.Step),
        [ChangesKey] = Rows(pair => pair.Change),
    };

    /// <summary>Takes over what <see cref="StateDict"/> gave: steps go on to the bit.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">It is not of such an optimizer, over as many elements; nothing is loaded.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Tensor? steps = state.GetValueOrDefault(StepsKey), changes = state.GetValueOrDefault(ChangesKey);
        if (state.Count != 2 || !Fits(steps) || !Fits(changes) || steps!.Shape != changes!.Shape)
        {
            throw new ArgumentException(
                "LoadState: the state does not fit Lbfgs, and nothing was loaded; expected 'steps' and 'changes', Float64 of up to " +
                FormattableString.Invariant($"{_history} rows of {_all.Count} elements; got {Describe(steps)} and {Describe(changes)}."),
                nameof(state));
        }

        _pairs.Clear();
        _all.NoteFrozen();
        double[] step = steps.ToArray<double>(), change = changes.ToArray<double>();
        for (int start = 0; start < step.Length; start += _all.Count)
        {
            _pairs.Add((step[start..(start + _all.Count)], change[start..(start + _all.Count)]));
        }

        bool Fits(Tensor? rows) => rows is { DType: DType.Float64, Rank: 2 } && rows.Shape[0] <= _history && rows.Shape[1] == _all.Count;

        static string Describe(Tensor? rows) => rows is null ? "nothing" : $"{rows.DType} {rows.Shape}";
    }

    private Tensor Rows(Func<(double[] Step, double[] Change), double[]> of) =>
        Tensor.From([.. _pairs.SelectMany(of)], [_pairs.Count, _all.Count]);
}
