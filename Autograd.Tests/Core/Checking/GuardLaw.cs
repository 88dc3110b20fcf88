using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Checking;

/// <summary>
/// A guarded tape refuses what is not finite, forwards and backwards, with the op's name, and nothing else. It is tried on a tape that is
/// given, so that one that guards badly can be.
/// </summary>
internal static class GuardLaw
{
    /// <summary>Calls an op on inputs of which one holds a NaN: where the result does, it is refused.</summary>
    public static IEnumerable<string> Forward(OpDefinition op, Func<Tape> open)
    {
        foreach (Call call in Call.Of(op))
        {
            for (int i = 0; i < call.Inputs.Length; i++)
            {
                if (!Call.IsFloat(call.Inputs[i].DType) || call.Inputs[i].Count == 0)
                {
                    continue;
                }

                Tensor[] inputs = [.. call.Inputs];
                inputs[i] = inputs[i].Detach();
                inputs[i].AsWritableSpan<double>()[^1] = double.NaN;
                if (Attempt(() => call.Op.ApplyAll(inputs)) is not (var outputs, null))
                {
                    continue;
                }

                bool isFinite = !outputs!.Where(output => Call.IsFloat(output.DType)).SelectMany(Numbers.Of).Any(double.IsNaN);
                using Tape tape = open();
                Exception? error = Attempt(() => call.Op.ApplyAll(inputs)).Error;
                foreach (string violation in Judge(op, $"{call.Name}, NaN in input {i}", isFinite, error))
                {
                    yield return violation;
                }
            }
        }
    }

    /// <summary>Differentiates an op by an upstream gradient so large that some gradients overflow: then it is refused.</summary>
    public static IEnumerable<string> Backward(OpDefinition op, Func<Tape> open)
    {
        foreach (Call call in Call.Of(op))
        {
            if (!call.HasFloatInput || call.Forward() is not { Count: > 0 } output || !Call.IsFloat(output.DType)
                || Numbers.Of(output).Any(number => !double.IsFinite(number)))
            {
                continue;
            }

            Tensor upstream = Tensor.Full(output.Shape, 1.7e308, DType.Float64);
            bool isFinite = call.Gradients(upstream).SelectMany(Numbers.Of).All(double.IsFinite);
            Tensor[] inputs = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Distinct()];
            using Tape tape = open();
            foreach (Tensor input in inputs)
            {
                tape.Watch(input);
            }

            Tensor value = call.Op.Apply(call.Inputs);
            Exception? error = Attempt(() => { tape.Backward(value, upstream); return []; }).Error;
            if (error is not null && inputs.Any(input => input.Grad is not null))
            {
                yield return $"{call.Name}: a way back that was refused has left a gradient.";
            }

            foreach (Tensor input in inputs)
            {
                input.ZeroGrad();
            }

            foreach (string violation in Judge(op, $"{call.Name}, steep", isFinite, error))
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<string> Judge(OpDefinition op, string what, bool isFinite, Exception? error)
    {
        // A part of a composed op may be what another part makes good again.
        if (isFinite && error?.Message.Contains($"a part of '{op.Name}'", StringComparison.Ordinal) == true)
        {
            yield break;
        }

        if (isFinite != error is null)
        {
            yield return $"{what}: {(isFinite ? "finite, and refused" : "not finite, and not refused")}. {error?.Message}";
        }
        else if (error is not null && (error is not NotFiniteNumberException || !IsNamed(error.Message)))
        {
            yield return $"{what}: the op is not named: {error.Message}";
        }

        // What a leaf gets in parts is finite in each.
        bool IsNamed(string message) => message.Contains($"'{op.Name}'", StringComparison.Ordinal)
            || message.Contains("the gradient by the tensor", StringComparison.Ordinal);
    }

    private static (Tensor[]? Value, Exception? Error) Attempt(Func<Tensor[]> call)
    {
        try
        {
            return (call(), null);
        }
        catch (Exception error) when (error is NotFiniteNumberException or ArgumentException)
        {
            return (null, error);
        }
    }
}
