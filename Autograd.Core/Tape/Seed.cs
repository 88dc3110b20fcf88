namespace Autograd.Core;

/// <summary>What a way back may start with: a value that the tape recorded, and a gradient that fits it.</summary>
internal static class Seed
{
    public static void Expect(Tape tape, Tensor value, Tensor? upstream, string caller)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!tape.IsTracked(value))
        {
            throw new ArgumentException(
                $"{caller}: this tape did not record the value of shape {value.Shape} that is to be differentiated. {Reason(tape, value)}",
                nameof(value));
        }

        if (upstream is null && value.Count != 1)
        {
            throw new ArgumentException(
                $"{caller}: a value of shape {value.Shape} has no single gradient. Reduce it to one element, with Sum or Mean, or pass " +
                "an upstream gradient of its shape.", nameof(value));
        }

        if (upstream is not null && (upstream.Shape != value.Shape || upstream.DType != value.DType))
        {
            throw new ArgumentException(
                $"{caller}: the upstream gradient is {upstream.DType} {upstream.Shape}; expected the value's {value.DType} {value.Shape}.",
                nameof(upstream));
        }
    }

    public static void ExpectTargets(Tape tape, IReadOnlyList<Tensor> by, bool createGraph)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (createGraph && tape.IsPaused)
        {
            throw new InvalidOperationException(
                "Gradient: the tape is paused, so it records no gradients with 'createGraph: true'. Dispose the pause, or leave that out.");
        }

        foreach (Tensor tensor in by)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(by));
            if (!tape.IsTracked(tensor))
            {
                throw new ArgumentException(
                    $"Gradient: a tensor of shape {tensor.Shape} in 'by' is not on this tape. Watch it before it is used.", nameof(by));
            }
        }
    }

    /// <summary>What changes when one of the gradients that arrived is written to.</summary>
    public static int Version(ReadOnlySpan<Tensor?> upstreams)
    {
        int sum = 0;
        foreach (Tensor? upstream in upstreams)
        {
            sum += upstream?.Version ?? 0;
        }

        return sum;
    }

    /// <summary>Throws if a pullback wrote to what arrived, which may be another's gradient too.</summary>
    public static void ExpectUnchanged(Op op, ReadOnlySpan<Tensor?> upstreams, int version)
    {
        if (Version(upstreams) != version)
        {
            throw new InvalidOperationException(
                $"{op.Name}: its pullback wrote to the gradient that arrived, which may be shared. Write to a Detach()ed copy of it.");
        }
    }

    public static InvalidOperationException WasThere() => new(
        "Backward: this value was differentiated before, into Grad or a GradientSet. Open a tape a step, add losses up, or say " +
        "'again: true' to add its gradients once more, or to another set. Where an op's pullback threw midway, they are partial: call " +
        "ZeroGrad, or Clear of the set, first.");

    // As far as it can be told afterwards from what the tensor and the tape know anyway.
    private static string Reason(Tape tape, Tensor value) =>
        !value.DType.IsFloat() ? $"It is {value.DType}, which has no gradient."
        : value.Tape is { OpenOn: null } ? "The tape that recorded it was disposed: compute it while this one is open."
        : value.Tape is not null ? "Another tape that is open recorded it: differentiate it there, or watch it here before it is used."
        : Tape.Current is null ? "This tape is paused: dispose the pause, as in 'using (tape.Pause()) { ... }', before it is computed."
        : value.Maker is null ? "It is no op's result but given numbers, or a Detach()ed copy: watch it, and compute the value from it."
        : !value.IsPooled ? "It was computed before the tape was opened, or shares the memory of what was there: compute it while the " +
            "tape is open, from a watched tensor or a parameter."
        : "Nothing that was used is watched or a trainable parameter: what it was computed from was computed before the tape was opened" +
            $"{(tape.WasPaused ? ", while it was paused," : "")} or on another tape" +
            $"{(tape.HasPlainGradients ? ", came from Gradient without 'createGraph: true'" : "")}, or was detached (Detach, ToArray, " +
            "comparisons and ArgMax cut the way back), or its parameters are frozen (RequiresGrad is false). Open the tape before the " +
            "first computation, and watch a tensor, or unfreeze the parameters.";

    public static Tensor Ones(Tensor like)
    {
        Tensor ones = Tensor.Result(like.Shape, like.DType);
        ones.Fill(1, nameof(Tape.Backward));
        return ones;
    }
}
