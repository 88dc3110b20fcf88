using System.Globalization;

namespace Autograd.Core;

/// <summary>What the ops of attention ask of their inputs.</summary>
internal static class AttentionInputs
{
    public static double DefaultScale(int features) => 1 / Math.Sqrt(Math.Max(1, features));

    /// <summary>Throws unless masks are truth values or numbers of a type, of shapes that broadcast to the scores.</summary>
    public static void ExpectMasks(Op op, in AttentionTask task, DType dtype, ReadOnlySpan<Tensor> masks)
    {
        foreach (Tensor mask in masks)
        {
            if (mask.DType != DType.Bool && mask.DType != dtype)
            {
                throw new ArgumentException(
                    $"{op.Name}: the mask is {mask.DType}; expected Bool, of which true may be attended to, or {dtype}, which is " +
                    $"added to the scores. Convert it with To(DType.Bool) or To(DType.{dtype}) first.", nameof(masks));
            }

            bool fits = mask.Rank <= task.Rank;
            for (int axis = 1; fits && axis <= mask.Rank; axis++)
            {
                fits = mask.Shape[^axis] == 1 || mask.Shape[^axis] == task.Size(axis);
            }

            if (!fits)
            {
                throw new ArgumentException(
                    $"{op.Name}: the mask is {mask.Shape} and the scores are {Scores(in task)}; expected a mask that broadcasts to them: " +
                    "[..., queries, keys]. A mask of keys has 1 in the place of the queries.", nameof(masks));
            }
        }
    }

    /// <summary>Whether the gradient by a mask is wanted.</summary>
    public static bool NeedsMask(Pullback call, int first)
    {
        for (int i = first; i < call.Inputs.Length; i++)
        {
            if (call.Inputs[i].DType != DType.Bool && call.Needs(i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>States the gradient by the scores as that by each mask which has one.</summary>
    public static void SetMasks(Pullback call, int first, Tensor byScores)
    {
        for (int i = first; i < call.Inputs.Length; i++)
        {
            if (call.Inputs[i].DType != DType.Bool && call.Needs(i))
            {
                call.Set(i, byScores);
            }
        }
    }

    private static string Scores(in AttentionTask task)
    {
        string[] sizes = new string[task.Rank];
        for (int axis = 1; axis <= sizes.Length; axis++)
        {
            sizes[^axis] = task.Size(axis).ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(", ", sizes)}]";
    }
}
