using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// What is asked of one call drawn at random: forward, again, on copies, with one thread and two, and backward in three ways.
/// </summary>
internal sealed class FuzzTrial(FuzzCall call)
{
    /// <summary>What the call does that it must not.</summary>
    public IEnumerable<string> Faults()
    {
        byte[][] before = [.. call.Buffers.Select(Numbers.Bits)];
        Attempt<Tensor> first = Attempt.Of(call.Name, call.Forward, output => Bytes(output) + before.Sum(bytes => (long)bytes.Length));
        if (first.Fault is { } fault)
        {
            yield return fault;
            yield break;
        }

        if (first.Succeeded)
        {
            foreach (string other in OfValue(first.Value!).Concat(OfGradients(first.Value!)))
            {
                yield return other;
            }
        }

        for (int i = 0; i < before.Length; i++)
        {
            if (!Numbers.Bits(call.Buffers[i]).AsSpan().SequenceEqual(before[i]))
            {
                yield return $"input {i} was changed, or what it is a view of";
            }
        }
    }

    private IEnumerable<string> OfValue(Tensor first)
    {
        Tensor second = call.Forward();
        if (second.Shape != first.Shape || second.DType != first.DType)
        {
            yield return $"the result is {first.DType} {first.Shape} and, called again, {second.DType} {second.Shape}";
            yield break;
        }

        if (!Numbers.Bits(first).AsSpan().SequenceEqual(Numbers.Bits(second)))
        {
            yield return "called again, it gives other bits";
        }

        if (!Same(first, call.ForwardOfCopies()))
        {
            yield return "on copies of its inputs it gives another result";
        }

        if (!Same(Limited(1, call.Forward), Limited(2, call.Forward)))
        {
            yield return "two threads give another result than one";
        }
    }

    private IEnumerable<string> OfGradients(Tensor output)
    {
        if (call.Watched.Length == 0 || !Call.IsFloat(output.DType))
        {
            yield break;
        }

        Attempt<Tensor[]> returned = Gradients(output, () => Gradient(createGraph: false));
        Attempt<Tensor[]> accumulated = Gradients(output, Backward), recorded = Gradients(output, () => Gradient(createGraph: true));
        foreach ((string way, Attempt<Tensor[]> attempt) in
            new[] { ("Gradient", returned), ("Backward", accumulated), ("createGraph", recorded) })
        {
            if (!attempt.Succeeded)
            {
                yield return $"{way} of what was computed: {attempt.Fault ?? attempt.Refusal!.Message}";
                yield break;
            }

            for (int i = 0; i < call.Watched.Length; i++)
            {
                if (attempt.Value![i].Shape != call.Watched[i].Shape || attempt.Value[i].DType != call.Watched[i].DType)
                {
                    yield return $"{way}: the gradient by {call.Watched[i].DType} {call.Watched[i].Shape} is {attempt.Value[i].DType} " +
                        $"{attempt.Value[i].Shape}";
                    yield break;
                }
            }
        }

        Tensor[] alone = Limited(1, () => Gradient(createGraph: false)), together = Limited(2, () => Gradient(createGraph: false));
        for (int i = 0; i < call.Watched.Length; i++)
        {
            if (!Same(returned.Value![i], accumulated.Value![i]))
            {
                yield return $"gradient {i}: Backward and Gradient differ, {Text(accumulated.Value[i])} and {Text(returned.Value[i])}";
            }

            if (call.IsOrdinary && Numbers.Differences("", Numbers.Of(recorded.Value![i]), Numbers.Of(returned.Value[i]), 1e-9, 1e-9).Any())
            {
                yield return $"gradient {i}: recorded it is {Text(recorded.Value[i])}, and by the fused kernel {Text(returned.Value[i])}";
            }

            if (!Same(alone[i], together[i]) || !Same(alone[i], returned.Value[i]))
            {
                yield return $"gradient {i}: two threads give another one than one thread";
            }
        }
    }

    private Attempt<Tensor[]> Gradients(Tensor output, Func<Tensor[]> way) =>
        Attempt.Of(call.Name, way, gradients => Bytes(output) + call.Inputs.Sum(Bytes) + gradients.Sum(Bytes));

    private Tensor[] Gradient(bool createGraph)
    {
        using Tape tape = Tape();
        Tensor output = call.Forward();
        if (output.Tape != tape)
        {
            return [.. call.Watched.Select(input => Tensor.Zeros(input.Shape, input.DType))];
        }

        Tensor[] gradients = tape.Gradient(output, call.Watched, call.Upstream(output), createGraph);
        foreach (Tensor gradient in gradients.Where(gradient => gradient.Tape == tape && createGraph))
        {
            tape.Gradient(gradient, call.Watched, call.Upstream(gradient));
        }

        return [.. gradients.Select(gradient => gradient.Detach())];
    }

    private Tensor[] Backward()
    {
        foreach (Tensor input in call.Watched)
        {
            input.ZeroGrad();
        }

        using Tape tape = Tape();
        Tensor output = call.Forward();
        if (output.Tape == tape)
        {
            tape.Backward(output, call.Upstream(output));
        }

        return [.. call.Watched.Select(input => input.Grad?.Detach() ?? Tensor.Zeros(input.Shape, input.DType))];
    }

    private Tape Tape()
    {
        Tape tape = new();
        foreach (Tensor input in call.Watched)
        {
            tape.Watch(input);
        }

        return tape;
    }

    private static T Limited<T>(int threads, Func<T> compute)
    {
        using var limit = new ThreadLimit(threads);
        return compute();
    }

    // To the bit, but for what kind of NaN it is: that depends on which operand of a sum the processor takes first.
    private static bool Same(Tensor a, Tensor b) => a.Shape == b.Shape && a.DType == b.DType && (
        Numbers.Bits(a).AsSpan().SequenceEqual(Numbers.Bits(b)) ||
        Numbers.Of(a).Zip(Numbers.Of(b))
            .All(pair => BitConverter.DoubleToInt64Bits(pair.First) == BitConverter.DoubleToInt64Bits(pair.Second)
            || (double.IsNaN(pair.First) && double.IsNaN(pair.Second))));

    private static string Text(Tensor tensor) => FuzzValues.Code(tensor);

    private static long Bytes(Tensor? tensor) => tensor is null ? 0 : (long)tensor.Count * tensor.DType.Size();
}
