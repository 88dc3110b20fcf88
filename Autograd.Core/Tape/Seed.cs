namespace Autograd.Core;

/// <summary>What a way back may start with: a value that the tape recorded, and a gradient that fits it.</summary>
internal static class Seed
{
    public static void Expect(Tape tape, Tensor value, Tensor? upstream, string caller)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Tape != tape)
        {
            string reason = tape.Count == 0 && !tape.WatchesAny
                ? "It recorded nothing at all: no tensor is watched, and all parameters are frozen (RequiresGrad is false), or none " +
                    "was used."
                : "It was computed outside of the tape, while it was paused, or from nothing that is watched and no parameter but " +
                    "frozen ones.";
            throw new ArgumentException(
                $"{caller}: this tape did not record the value of shape {value.Shape} that is to be differentiated. {reason} " +
                "Compute it while the tape is open, from a watched tensor or a parameter.",
                nameof(value));
        }

        if (upstream is null && value.Count != 1)
        {
            throw new ArgumentException(
                $"A value of shape {value.Shape} has no single gradient. Reduce it to one element, with Sum or Mean, or pass an " +
                "upstream gradient of its shape.", nameof(value));
        }

        if (upstream is not null && (upstream.Shape != value.Shape || upstream.DType != value.DType))
        {
            throw new ArgumentException(
                $"The upstream gradient is {upstream.DType} {upstream.Shape}; expected the value's {value.DType} {value.Shape}.",
                nameof(upstream));
        }
    }

    public static Tensor Ones(Tensor like)
    {
        Tensor ones = Tensor.Result(like.Shape, like.DType);
        ones.Fill(1, nameof(Tape.Backward));
        return ones;
    }
}
