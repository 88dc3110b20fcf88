using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A recurrent layer step by step: at each the product of the states with the weights, then the unit. Sequences do not depend on each
/// other, so each thread takes some of them through all steps.
/// </summary>
internal static unsafe class Recurrence<C> where C : struct, IRecurrentUnit
{
    // Groups of rows that the matrix product takes at once are not torn apart.
    private const int RowGroup = 4;

    public static void Forward(in RecurrentPass pass)
    {
        int rows = RowsAtOnce(in pass);
        Workers.Run(new ForwardRows(pass, rows), (pass.Batch + rows - 1) / rows);
    }

    public static void Backward(in RecurrentPass pass)
    {
        int rows = RowsAtOnce(in pass);
        Workers.Run(new BackwardRows(pass, rows), (pass.Batch + rows - 1) / rows);
    }

    private static int RowsAtOnce(in RecurrentPass pass)
    {
        int threads = ThreadLimit.Current, batch = Math.Max(1, pass.Batch);
        bool isShared = (long)pass.Steps * pass.Batch * C.Gates * pass.Units * pass.Units >= 2 * Workers.Products;
        return isShared ? ((batch + threads - 1) / threads) + RowGroup - 1 & -RowGroup : batch;
    }

    private static T* At<T>(T* array, int step, int row, in RecurrentPass pass, int width) where T : unmanaged =>
        array is null ? null : array + ((((nint)step * pass.Batch) + row) * width);

    private static bool IsPast(ReadOnlySpan<long> lengths, int row, int time) => !lengths.IsEmpty && time >= lengths[row];

    private readonly struct ForwardRows(RecurrentPass pass, int rows) : IChunks, IFloatKernel
    {
        private readonly RecurrentPass _pass = pass;
        private readonly int _first = 0, _count = 0;

        private ForwardRows(RecurrentPass pass, int first, int count)
            : this(pass, count) => (_first, _count) = (first, count);

        public void Run(int chunk)
        {
            int first = chunk * rows;
            var kernel = new ForwardRows(_pass, first, Math.Min(rows, _pass.Batch - first));
            Lanes.Run(in kernel, _pass.Gates.DType);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int units = _pass.Units, width = C.Gates * units;
            nuint count = (nuint)units, whole = count - (count % (nuint)L.Count);
            ReadOnlySpan<long> lengths = _pass.Lengths.Elements<long>();
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent((long)_count * width * sizeof(T));
            ArrayView hidden = scratch.View(0, [_count, width], _pass.Gates.DType);
            fixed (T* gates = _pass.Gates.Elements<T>(), states = _pass.States.Elements<T>(), memory = _pass.Memory.Elements<T>(),
                share = hidden.Elements<T>())
            {
                for (int step = 0; step < _pass.Steps; step++)
                {
                    int time = _pass.Time(step), before = _pass.Before(step), after = _pass.After(step);
                    MatrixProduct.Run(_pass.States, ((before * _pass.Batch) + _first) * units, false, _pass.Weight, 0, false, hidden, 0,
                        _count, width, units, _pass.Bias);
                    for (int row = _first; row < _first + _count; row++)
                    {
                        UnitRow<T> at = new()
                        {
                            Units = count,
                            Gates = At(gates, time, row, in _pass, width),
                            Hidden = share + ((nint)(row - _first) * width),
                            Before = At(states, before, row, in _pass, units),
                            After = At(states, after, row, in _pass, units),
                            MemoryBefore = C.Memory == UnitMemory.State ? At(memory, before, row, in _pass, units) : null,
                            MemoryAfter = At(memory, C.Memory == UnitMemory.State ? after : time, row, in _pass, units),
                        };
                        if (IsPast(lengths, row, time))
                        {
                            Hold(in at);
                            continue;
                        }

                        C.Forward<T, L, WholeLanes>(in at, 0, whole);
                        if (whole < count)
                        {
                            C.Forward<T, L, LastUnits>(in at, whole, count);
                        }
                    }
                }
            }

            pool.Return(scratch);
        }

        private static void Hold<T>(in UnitRow<T> at) where T : unmanaged
        {
            int units = (int)at.Units;
            new ReadOnlySpan<T>(at.Before, units).CopyTo(new(at.After, units));
            if (C.Memory == UnitMemory.State)
            {
                new ReadOnlySpan<T>(at.MemoryBefore, units).CopyTo(new(at.MemoryAfter, units));
            }
        }
    }

    private readonly struct BackwardRows(RecurrentPass pass, int rows) : IChunks, IFloatKernel
    {
        private readonly RecurrentPass _pass = pass;
        private readonly int _first = 0, _count = 0;

        private BackwardRows(RecurrentPass pass, int first, int count)
            : this(pass, count) => (_first, _count) = (first, count);

        public void Run(int chunk)
        {
            int first = chunk * rows;
            var kernel = new BackwardRows(_pass, first, Math.Min(rows, _pass.Batch - first));
            Lanes.Run(in kernel, _pass.States.DType);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int units = _pass.Units, width = C.Gates * units, size = _count * units;
            nuint count = (nuint)units, whole = count - (count % (nuint)L.Count);
            ReadOnlySpan<long> lengths = _pass.Lengths.Elements<long>();

            // What reached the states directly, what did through the gates, what reached the memory, and a row of zeros.
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(((3L * size) + units) * sizeof(T));
            scratch.Span<T>(0, (3 * size) + units).Clear();
            ArrayView through = scratch.View(size, [_count, units], _pass.States.DType);
            fixed (T* gates = _pass.Gates.Elements<T>(), states = _pass.States.Elements<T>(), memory = _pass.Memory.Elements<T>(),
                upstream = _pass.Upstream.Elements<T>(), memoryUpstream = _pass.MemoryUpstream.Elements<T>(),
                byGates = _pass.ByGates.Elements<T>(), byHidden = _pass.ByHidden.Elements<T>(),
                byState = _pass.ByState.Elements<T>(), byMemory = _pass.ByMemory.Elements<T>(), direct = scratch.Span<T>(0, 3 * size))
            {
                T* zeros = direct + (3 * size);
                for (int step = _pass.Steps - 1; step >= 0; step--)
                {
                    int time = _pass.Time(step), before = _pass.Before(step), after = _pass.After(step);
                    for (int row = _first; row < _first + _count; row++)
                    {
                        nint own = (nint)(row - _first) * units;
                        UnitRow<T> at = new()
                        {
                            Units = count,
                            Gates = At(gates, time, row, in _pass, width),
                            Before = At(states, before, row, in _pass, units),
                            After = At(states, after, row, in _pass, units),
                            MemoryBefore = C.Memory == UnitMemory.State ? At(memory, before, row, in _pass, units) : null,
                            MemoryAfter = At(memory, C.Memory == UnitMemory.State ? after : time, row, in _pass, units),
                            Upstream = upstream is null ? zeros : At(upstream, time, row, in _pass, units),
                            MemoryUpstream = memoryUpstream is null ? zeros : At(memoryUpstream, time, row, in _pass, units),
                            Direct = direct + own,
                            Through = direct + size + own,
                            Remembered = direct + (2 * size) + own,
                            ByGates = At(byGates, time, row, in _pass, width),
                            ByHidden = At(byHidden, time, row, in _pass, width),
                        };
                        if (IsPast(lengths, row, time))
                        {
                            Hold(in at, width);
                            continue;
                        }

                        C.Backward<T, L, WholeLanes>(in at, 0, whole);
                        if (whole < count)
                        {
                            C.Backward<T, L, LastUnits>(in at, whole, count);
                        }
                    }

                    MatrixProduct.Run(_pass.ByHidden, ((time * _pass.Batch) + _first) * width, false, _pass.Weight, 0, false, through, 0,
                        _count, units, width);
                }

                for (nint i = 0; i < size && byState is not null; i++)
                {
                    byState[((nint)_first * units) + i] = direct[i] + direct[size + i];
                }

                if (byMemory is not null)
                {
                    new ReadOnlySpan<T>(direct + (2 * size), size).CopyTo(new(byMemory + ((nint)_first * units), size));
                }
            }

            pool.Return(scratch);
        }

        // Nothing moves with the inputs; what later steps want of the state they want of the one before.
        private static void Hold<T>(in UnitRow<T> at, int width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            new Span<T>(at.ByGates, width).Clear();
            new Span<T>(at.ByHidden, width).Clear();
            for (nuint i = 0; i < at.Units; i++)
            {
                at.Direct[i] += at.Through[i];
            }
        }
    }
}
