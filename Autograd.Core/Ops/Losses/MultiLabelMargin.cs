using System.Numerics;

namespace Autograd.Core;

/// <summary>The multi-label margin loss: every right class of a sample against every other.</summary>
internal static class MultiLabelMargin
{
    /// <summary>The loss of each row of x, and its slopes by the elements of x.</summary>
    public static void Forward(Tensor x, Tensor targets, Tensor losses, Tensor slopes)
    {
        var kernel = new Kernel(x, targets, losses, slopes);
        Lanes.Run(in kernel, x.DType);
    }

    private readonly struct Kernel(Tensor x, Tensor targets, Tensor losses, Tensor slopes) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> scores = x.Elements<T>();
            ReadOnlySpan<long> labels = targets.Elements<long>();
            Span<T> results = losses.Elements<T>(), gradients = slopes.Elements<T>();
            int classes = x.Shape[^1];
            bool[] isRight = new bool[classes];
            int[] counts = new int[classes];
            for (int row = 0; row < results.Length; row++)
            {
                int start = row * classes;
                results[row] =
                    T.CreateTruncating(Row(scores.Slice(start, classes), labels.Slice(start, classes), isRight, counts) / classes);
                for (int i = 0; i < classes; i++)
                {
                    gradients[start + i] = T.CreateTruncating((double)counts[i] / classes);
                }
            }
        }

        // The loss times the number of classes; counts tells how often each score is pushed down, or up where it is negative.
        private static double Row<T>(ReadOnlySpan<T> scores, ReadOnlySpan<long> labels, Span<bool> isRight, Span<int> counts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int end = labels.IndexOf(-1);
            labels = end < 0 ? labels : labels[..end];
            isRight.Clear();
            counts.Clear();
            foreach (long label in labels)
            {
                isRight[(int)label] = true;
            }

            double total = 0;
            foreach (long label in labels)
            {
                double limit = 1 - double.CreateTruncating(scores[(int)label]);
                for (int i = 0; i < scores.Length; i++)
                {
                    double missing = limit + double.CreateTruncating(scores[i]);
                    if (!isRight[i] && !(missing <= 0))
                    {
                        total += missing;
                        counts[i]++;
                        counts[(int)label]--;
                    }
                }
            }

            return total;
        }
    }
}
