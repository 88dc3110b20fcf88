using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// The number of threads changes no bit, forwards or backwards, where there is enough to do for several. The samples are too small for
/// that, so the numbers along their first axis are repeated.
/// </summary>
public sealed class ThreadsLaw : Law
{
    private const int Elements = 150_000;
    private const int Samples = 1;

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        // Most axes first: the work of attention grows with the square of its rows, where they have no batch before them.
        Call[] calls =
        [
            .. Call.Of(op, DType.Float32).OrderByDescending(call => call.Inputs[0].Rank)
                .Select(call => Enlarged(call, op)).OfType<Call>().Where(IsAccepted).Take(Samples),
        ];
        if (calls.Length == 0 && op.Category is OpCategory.Elementwise or OpCategory.Activation or OpCategory.LinearAlgebra)
        {
            yield return $"{op.Name}: there is no sample that can be enlarged along its first axis.";
        }

        foreach (Call call in calls)
        {
            (byte[] alone, byte[][] gradientsAlone) = Run(call, threads: 1);
            (byte[] together, byte[][] gradientsTogether) = Run(call, threads: int.MaxValue);
            if (!alone.AsSpan().SequenceEqual(together))
            {
                yield return $"{call.Name}: several threads give other bits than one.";
            }

            for (int i = 0; i < gradientsAlone.Length; i++)
            {
                if (!gradientsAlone[i].AsSpan().SequenceEqual(gradientsTogether[i]))
                {
                    yield return $"{call.Name}: gradient {i} by several threads differs in its bits from that by one.";
                }
            }
        }
    }

    private static (byte[] Value, byte[][] Gradients) Run(Call call, int threads)
    {
        using var limit = new ThreadLimit(threads);
        using var scope = new TensorScope();
        Tensor value = call.Forward();
        return (Numbers.Bits(value), [.. call.Gradients(Call.Upstream(value)).Select(Numbers.Bits)]);
    }

    // The first input, classes that go with its rows and, where inputs are taken element by element, what has its shape: the coefficients
    // of a polynomial are not to become as many as its arguments.
    private static Call? Enlarged(Call call, OpDefinition op)
    {
        bool isByElement = call.Op is ElementwiseOp || op.Category is OpCategory.Elementwise or OpCategory.Loss;
        Tensor first = call.Inputs[0];
        if (first.Count == 0 || first.Rank == 0)
        {
            return null;
        }

        int times = (Elements / first.Count) + 1;
        return call with
        {
            Inputs = Array.ConvertAll(call.Inputs, input =>
                input == first || (isByElement && input.Shape == first.Shape)
                    || (input.DType == DType.Int64 && input.Rank > 0 && input.Shape[0] == first.Shape[0])
                    ? Tensor.Concatenate([.. Enumerable.Repeat(input, times)])
                    : input),
        };
    }

    // Not every op has rows that can be repeated: a square matrix has not.
    private static bool IsAccepted(Call call)
    {
        try
        {
            using var scope = new TensorScope();
            call.Forward();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
