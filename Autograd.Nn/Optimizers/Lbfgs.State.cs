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

    /// <summary>
    /// Takes over what <see cref="StateDict"/> gave: steps go on to the bit. All of it is checked first: what does not fit changes nothing.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<string> errors = [.. state.Keys.Where(key => key is not (StepsKey or ChangesKey))
            .Select(key => $"'{key}' is nothing that the optimizer remembers")];
        double[][] steps = Read(StepsKey), changes = Read(ChangesKey);
        if (errors.Count == 0 && steps.Length != changes.Length)
        {
            errors.Add(FormattableString.Invariant(
                $"'{StepsKey}' has {steps.Length} rows, and '{ChangesKey}' {changes.Length}; expected as many"));
        }

        (double[] Step, double[] Change)[] pairs = [.. steps.Zip(changes)];
        if (errors.Count == 0 && Array.FindIndex(pairs, pair => !IsCurved(pair.Step, pair.Change)) is >= 0 and var row)
        {
            errors.Add(FormattableString.Invariant($"row {row} is of a step along which the gradient does not rise; none such is kept"));
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(
                $"LoadState: the state does not fit Lbfgs, and nothing was loaded:\n  {string.Join("\n  ", errors)}", nameof(state));
        }

        _pairs.Clear();
        _pairs.AddRange(pairs);
        _all.NoteFrozen();
        (HasConverged, Evaluations) = (false, 0);

        double[][] Read(string key)
        {
            Tensor? rows = state.GetValueOrDefault(key);
            bool fits = rows is { DType: DType.Float64, Rank: 2 } && rows.Shape[0] <= _history && rows.Shape[1] == _all.Count;
            string? error = rows is null ? "is missing" : fits ? rows.Unreadable() : FormattableString.Invariant(
                $"is {rows.DType} {rows.Shape}; expected Float64 of up to {_history} rows of {_all.Count} elements");
            if (error is null)
            {
                return [.. rows!.ToArray<double>().Chunk(Math.Max(1, _all.Count))];
            }

            errors.Add($"'{key}' {error}");
            return [];
        }
    }

    private Tensor Rows(Func<(double[] Step, double[] Change), double[]> of) =>
        Tensor.From([.. _pairs.SelectMany(of)], [_pairs.Count, _all.Count]);
}
