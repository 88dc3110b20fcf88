namespace Autograd.Core;

/// <summary>What the steps of a recurrent op computed, all at once and made of ops, so that it can be differentiated again.</summary>
/// <param name="Inputs">The inputs' share of the gates, [L, N, G·H].</param>
/// <param name="Hidden">The state's share of them.</param>
/// <param name="Before">The states before the steps, [L, N, H].</param>
/// <param name="After">The states after them.</param>
/// <param name="CellsBefore">The cell states before them, of an LSTM.</param>
/// <param name="CellsAfter">The cell states after them.</param>
internal readonly record struct RecurrentSteps(
    Tensor Inputs, Tensor Hidden, Tensor Before, Tensor After, Tensor? CellsBefore, Tensor? CellsAfter);

/// <summary>
/// How a step's gradients become those by the gates: each gate's is a slope times the gradient by the state, or by the cell state of an
/// LSTM, which all gates but the last act on.
/// </summary>
internal sealed record RecurrentSlopes(Tensor Inputs)
{
    /// <summary>By the state's share of the gates, where that is another than by the inputs'.</summary>
    public Tensor? Hidden { get; init; }

    /// <summary>How the state moves with the one before, but for the gates.</summary>
    public Tensor? Direct { get; init; }

    /// <summary>How the state moves with the cell state, and that with the one before.</summary>
    public Tensor? StateByCell { get; init; }

    public Tensor? CellByCell { get; init; }
}

/// <summary>The way back through a recurrent op, made of ops.</summary>
internal readonly ref struct RecordedRecurrence(Pullback call, RecurrentInputs given, bool isReverse, int gates, bool hasCells)
{
    private readonly Pullback _call = call;

    public delegate RecurrentSlopes Slopes(in RecurrentSteps steps);

    public void Run(Slopes slopesOf)
    {
        int steps = given.Steps, rows = steps * given.Batch, width = gates * given.Units;
        Tensor? within = Within(0), more = isReverse ? Within(1) : null;
        Tensor x = Kept(within, given.X, 0), before = Before(_call.Outputs[0], given.State, more);
        RecurrentSlopes slopes = slopesOf(new(
            x.Linear(given.InputWeight, given.InputBias), before.Linear(given.HiddenWeight, given.HiddenBias), before, _call.Outputs[0],
            hasCells ? Before(_call.Outputs[1], given.CellState!, more) : null, hasCells ? _call.Outputs[1] : null));

        Tensor state = Tensor.Zeros(given.State.Shape, x.DType), cell = state;
        Tensor[] byInputs = new Tensor[steps], byHidden = new Tensor[steps];
        for (int step = steps - 1; step >= 0; step--)
        {
            int t = isReverse ? steps - 1 - step : step;
            Tensor? isWithin = within?[t];
            Tensor h = _call.Upstreams[0] is { } upstream ? upstream[t] + state : state, c = cell;
            if (hasCells)
            {
                c = (_call.Upstreams[1] is { } cellUpstream ? cellUpstream[t] + cell : cell) + (h * slopes.StateByCell![t]);
            }

            Tensor spread = gates == 1 ? h : Tensor.Concatenate(hasCells ? [c, c, c, h] : [h, h, h], -1);
            byInputs[t] = Kept(isWithin, spread * slopes.Inputs[t], 0);
            byHidden[t] = slopes.Hidden is { } hidden ? Kept(isWithin, spread * hidden[t], 0) : byInputs[t];
            Tensor through = byHidden[t].MatMul(given.HiddenWeight);
            state = Kept(isWithin, slopes.Direct is { } direct ? (h * direct[t]) + through : through, state);
            cell = hasCells ? Kept(isWithin, c * slopes.CellByCell![t], cell) : cell;
        }

        Set(1, state);
        if (hasCells)
        {
            Set(2, cell);
        }

        int weight = given.FirstWeight;
        Tensor ofInputs = Tensor.Stack(byInputs).Reshape(rows, width);
        Tensor ofHidden = slopes.Hidden is null ? ofInputs : Tensor.Stack(byHidden).Reshape(rows, width);
        if (_call.Needs(0))
        {
            _call.Set(0, ofInputs.MatMul(given.InputWeight).Reshape(given.X.Shape));
        }

        if (_call.Needs(weight))
        {
            _call.Set(weight, ofInputs.MatMul(x.Reshape(rows, x.Shape[2]), transposeThis: true));
        }

        if (_call.Needs(weight + 1))
        {
            _call.Set(weight + 1, ofHidden.MatMul(before.Reshape(rows, given.Units), transposeThis: true));
        }

        if (given.InputBias is not null)
        {
            Set(weight + 2, ofInputs.Sum(0));
            Set(weight + 3, ofHidden.Sum(0));
        }
    }

    // The states before each step; in reverse a sequence starts at its own last step.
    private Tensor Before(Tensor after, Tensor first, Tensor? more)
    {
        Tensor start = first.Unsqueeze(0);
        Tensor before = isReverse ? Tensor.Concatenate([after[1..], start]) : Tensor.Concatenate([start, after[..^1]]);
        return Kept(more, before, first);
    }

    // Whether a sequence has, so many steps later, still one: [L, N, 1]; nothing where all are as long.
    private Tensor? Within(int later) => given.Lengths is { } lengths
        ? Tensor.Arange(later, given.Steps + later, dtype: DType.Int64).Reshape(given.Steps, 1, 1).LessThan(lengths.Unsqueeze(1))
        : null;

    private void Set(int input, Tensor gradient)
    {
        if (_call.Needs(input))
        {
            _call.Set(input, gradient);
        }
    }

    private static Tensor Kept(Tensor? isWithin, Tensor x, Tensor otherwise) =>
        isWithin is null ? x : Tensor.Where(isWithin, x, otherwise);

    private static Tensor Kept(Tensor? isWithin, Tensor x, Number otherwise) =>
        isWithin is null ? x : Tensor.Where(isWithin, x, otherwise);
}
