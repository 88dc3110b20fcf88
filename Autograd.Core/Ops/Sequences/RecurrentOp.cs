namespace Autograd.Core;

/// <summary>
/// One layer of a recurrent network in one direction, over whole sequences: the inputs of all steps are multiplied by their weights in one
/// product, then step follows step, in one loop forward and one backward. Its inputs are the sequences [L, N, I], the first states [N, H]
/// (and of an LSTM the first cell states), the weights [G·H, I] and [G·H, H], then none or both of the biases [G·H], then the lengths,
/// Int64 [N], if they differ.
/// </summary>
internal abstract class RecurrentOp(string name, params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    /// <summary>How many gates a unit has, and what it remembers besides its state.</summary>
    protected abstract int Gates { get; }

    protected abstract UnitMemory Memory { get; }

    protected abstract bool IsReverse { get; }

    /// <summary>Whether the way back wants the values of the gates.</summary>
    protected virtual bool KeepsGates => true;

    protected abstract void Run(in RecurrentPass pass);

    protected abstract void RunBack(in RecurrentPass pass);

    /// <summary>How the results move with the gates and the state before, made of ops.</summary>
    protected abstract RecurrentSlopes Slopes(in RecurrentSteps steps);

    protected sealed override Tensor Forward(OpCall call)
    {
        RecurrentInputs given = RecurrentInputs.Of(this, call.Inputs, Gates, Memory == UnitMemory.State);
        DType dtype = given.X.DType;
        int steps = given.Steps, batch = given.Batch, units = given.Units, width = Gates * units;

        // What stands behind the end of a sequence counts for nothing, be it NaN.
        Tensor x = given.X;
        if (given.Lengths is { } lengths)
        {
            x = Result(x.Shape, dtype);
            Sequences.CopyWithin(given.X, lengths, x);
        }

        Shape all = Shape.Of([steps, batch, units], Name), between = all.With(0, steps + 1L, Name);
        Tensor gates = Result(all.With(2, (long)Gates * units, Name), dtype), states = Result(between, dtype);
        MatrixProduct.Run(x, 0, false, given.InputWeight, 0, true, gates, 0, steps * batch, width, x.Shape[2], given.InputBias);
        Tensor? memory = Memory == UnitMemory.None ? null : Result(Memory == UnitMemory.State ? between : all, dtype);
        Place(given.State, states);
        if (given.CellState is { } cells)
        {
            Place(cells, memory!);
        }

        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((long)width * units * dtype.Size());
        ArrayView weight = scratch.View(0, [units, width], dtype);
        Permute.Run(given.HiddenWeight, [1, 0], weight);
        Run(new()
        {
            Gates = gates,
            States = states,
            Memory = memory,
            Weight = weight,
            Bias = given.HiddenBias,
            Lengths = given.Lengths,
            Steps = steps,
            Batch = batch,
            Units = units,
            IsReverse = IsReverse,
        });
        pool.Return(scratch);

        call.Keep([x, states, .. KeepsGates ? (ReadOnlySpan<Tensor>)[gates] : [], .. memory is null ? (ReadOnlySpan<Tensor>)[] : [memory]]);
        Tensor output = Output(states, all, given.Lengths);
        return Memory == UnitMemory.State ? call.Return(output, Output(memory!, all, given.Lengths)) : output;
    }

    protected sealed override void Differentiate(Pullback call)
    {
        RecurrentInputs given = RecurrentInputs.Of(this, call.Inputs, Gates, Memory == UnitMemory.State);
        if (call.IsRecording)
        {
            new RecordedRecurrence(call, given, IsReverse, Gates, Memory == UnitMemory.State).Run(Slopes);
            return;
        }

        Tensor x = call.Kept[0], states = call.Kept[1];
        int steps = given.Steps, batch = given.Batch, units = given.Units, width = Gates * units, rows = steps * batch;
        Tensor byGates = Result([steps, batch, width], x.DType);
        Tensor byHidden = Memory == UnitMemory.OfStep ? Result(byGates.Shape, x.DType) : byGates;
        RunBack(new()
        {
            Gates = KeepsGates ? call.Kept[2] : null,
            States = states,
            Memory = Memory == UnitMemory.None ? null : call.Kept[^1],
            Weight = given.HiddenWeight,
            Lengths = given.Lengths,
            Upstream = call.Upstreams[0],
            MemoryUpstream = Memory == UnitMemory.State ? call.Upstreams[1] : null,
            ByGates = byGates,
            ByHidden = byHidden,
            ByState = call.Destination(1),
            ByMemory = Memory == UnitMemory.State ? call.Destination(2) : null,
            Steps = steps,
            Batch = batch,
            Units = units,
            IsReverse = IsReverse,
        });
        if (call.Destination(0) is { } dx)
        {
            MatrixProduct.Run(byGates, 0, false, given.InputWeight, 0, false, dx, 0, rows, x.Shape[2], width);
        }

        int weight = given.FirstWeight;
        if (call.Destination(weight) is { } byInputWeight)
        {
            MatrixProduct.Run(byGates, 0, true, x, 0, false, byInputWeight, 0, width, x.Shape[2], rows);
        }

        // The states before each step lie one after the other, one step away from those after it.
        if (call.Destination(weight + 1) is { } byHiddenWeight)
        {
            int first = IsReverse ? batch * units : 0;
            MatrixProduct.Run(byHidden, 0, true, states, first, false, byHiddenWeight, 0, width, units, rows);
        }

        if (given.InputBias is not null)
        {
            SumRows(call.Destination(weight + 2), byGates, rows);
            SumRows(call.Destination(weight + 3), byHidden, rows);
        }
    }

    private static void SumRows(Tensor? result, Tensor gradients, int rows)
    {
        if (result is not null)
        {
            Reduce.SumRows(gradients, rows, result);
        }
    }

    // The states before the first step; behind the last, where the direction is reversed.
    private void Place(Tensor first, Tensor states) =>
        first.Bytes.CopyTo(states.Bytes[(IsReverse ? states.Bytes.Length - first.Bytes.Length : 0)..]);

    // What comes after each step; zeros past the end of a sequence, where the state itself stays what it was.
    private Tensor Output(Tensor states, Shape all, Tensor? lengths)
    {
        Tensor after = states.View(all, IsReverse ? 0 : states.Count - all.Count);
        if (lengths is null)
        {
            return after;
        }

        Tensor output = Result(all, states.DType);
        Sequences.CopyWithin(after, lengths, output);
        return output;
    }
}
