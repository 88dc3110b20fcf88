using System.Diagnostics;
using System.Text;

namespace Autograd.Core;

/// <summary>
/// Looks at every result and gradient of a tape and refuses the first that is not finite. An infinity that an op was given, as in a mask,
/// it may pass on; one that arises is refused.
/// </summary>
internal sealed class Guard : IDisposable
{
    private readonly Tape _tape;
    private readonly Dictionary<int, Place> _places = [];
    private string? _around;

    public Guard(Tape tape)
    {
        _tape = tape;
        Watching.Begin();
    }

    public void Dispose() => Watching.End();

    /// <summary>Computes an op that is made of others: what it is called is told where a part of it fails.</summary>
    public static Tensor Part(ComposedOp op, ReadOnlySpan<Tensor> inputs)
    {
        if (Tape.Current?.Guard is not { _around: null } guard)
        {
            return op.Parts(inputs);
        }

        guard._around = op.Name;
        try
        {
            return op.Parts(inputs);
        }
        finally
        {
            guard._around = null;
        }
    }

    /// <summary>Refuses the results of an op that are not finite.</summary>
    public void Expect(Op op, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, bool isRecorded)
    {
        // A pullback that is recorded may take a way over infinities as a formula does, which nobody sees; its gradients are looked at.
        bool isFree = NonFinite.IsAllowed || _tape.IsWalking;
        if (isRecorded && outputs[0].Tape == _tape)
        {
            _places[outputs[0].Node] = Place.Here(_around, NonFinite.IsAllowed);
        }

        foreach (Tensor output in isFree ? [] : outputs)
        {
            ValueRange range = output.DType.IsFloat() ? ValueRange.Of(output) : default;
            if (range.Nans > 0 || (range.Infinities > 0 && !MayPassOn(op, inputs)))
            {
                throw Error($"the result {output.Shape} of '{op.Name}' holds {range.Count()} of {output.Count} numbers",
                    Place.Here(_around, isAllowed: false), inputs, default);
            }
        }
    }

    /// <summary>Refuses gradients that are not finite, those that arrived and those that an op made of them.</summary>
    public void Expect(int node, in TapeRecord record, ReadOnlySpan<Tensor?> upstreams, ReadOnlySpan<Tensor?> gradients)
    {
        if (!_places.TryGetValue(node, out Place? place) || place.IsAllowed)
        {
            return;
        }

        ReadOnlySpan<Tensor> inputs = record.Inputs;
        foreach (Tensor? upstream in upstreams)
        {
            Expect(upstream, $"what arrived as the gradient by the result of '{record.Op!.Name}', or its sum,", place, inputs, upstreams);
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            if (gradients[i] is { } gradient && _tape.IsTracked(inputs[i]))
            {
                Expect(Pullback.Undo(record.Op!, inputs[i], gradient),
                    FormattableString.Invariant($"the gradient of '{record.Op!.Name}' by input {i}"), place, inputs, upstreams);
            }
        }
    }

    /// <summary>Refuses a sum of gradients by a leaf that is not finite.</summary>
    public void Expect(Tensor leaf, Tensor gradient) => Expect(
        gradient, $"the gradient by the tensor {leaf.Shape}, which the parts of the computation that use it add up to,",
        Place.Here(_around, isAllowed: false), [], []);

    /// <summary>The same of several parts of each, which wait.</summary>
    public void Expect(List<(Tensor Leaf, Tensor Gradient)> waiting)
    {
        Dictionary<Tensor, Tensor> sums = new(ReferenceEqualityComparer.Instance);
        foreach ((Tensor leaf, Tensor gradient) in waiting)
        {
            sums[leaf] = sums.TryGetValue(leaf, out Tensor? sum) ? sum + gradient : gradient;
        }

        foreach ((Tensor leaf, Tensor sum) in sums)
        {
            Expect(leaf, sum);
        }
    }

    private static void Expect(
        Tensor? gradient, string what, Place place, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor?> upstreams)
    {
        if (gradient is not null && ValueRange.Of(gradient) is { IsFinite: false } range)
        {
            throw Error(FormattableString.Invariant($"{what} holds {range.Count()} of {gradient.Count} numbers"), place, inputs, upstreams);
        }
    }

    private static bool MayPassOn(Op op, ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
        {
            if (input.DType.IsFloat() && ValueRange.Of(input).Infinities > 0)
            {
                return true;
            }
        }

        foreach (OpValue value in op.Values)
        {
            if (value.Value is double.PositiveInfinity or double.NegativeInfinity)
            {
                return true;
            }
        }

        return false;
    }

    private static NotFiniteNumberException Error(
        string what, Place place, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor?> upstreams)
    {
        var text = new StringBuilder($"Guard: {what}{place}.");
        for (int i = 0; i < inputs.Length; i++)
        {
            text.Append('\n').Append(FormattableString.Invariant($"  input {i}: {ValueRange.Describe(inputs[i])}"));
        }

        foreach (Tensor? upstream in upstreams)
        {
            text.Append('\n').Append($"  gradient that arrived: {(upstream is null ? "none" : ValueRange.Describe(upstream))}");
        }

        text.Append("\nWhere that is meant, compute it inside 'using (NonFinite.Allow())'.");
        var error = new NotFiniteNumberException(text.ToString());
        error.Data["Autograd.Module"] = place.Module ?? "none";
        return error;
    }

    /// <summary>Where an op was called.</summary>
    private sealed record Place(string? Module, string? Line, string? Around, bool IsAllowed)
    {
        /// <summary>This place: the module at work, and the innermost line that is none of this library's.</summary>
        public static Place Here(string? around, bool isAllowed)
        {
            foreach (StackFrame frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
            {
                DiagnosticMethodInfo? method = DiagnosticMethodInfo.Create(frame);
                if (method is { DeclaringAssemblyName: { } assembly } && !IsOwn(assembly))
                {
                    string where = frame.GetFileName() is { } file
                        ? FormattableString.Invariant($"{file}:line {frame.GetFileLineNumber()}")
                        : $"{method.DeclaringTypeName}.{method.Name}";
                    return new(Watching.Module, where, around, isAllowed);
                }
            }

            return new(Watching.Module, null, around, isAllowed);
        }

        public override string ToString() =>
            $"{(Around is null ? "" : $", a part of '{Around}'")}{(Module is null ? "" : $", in {Module}")}" +
            $"{(Line is null ? "" : $", called at {Line}")}";

        private static bool IsOwn(string assembly) =>
            assembly.StartsWith("Autograd.Core,", StringComparison.Ordinal) || assembly.StartsWith("Autograd.Nn,", StringComparison.Ordinal)
            || assembly.StartsWith("System.", StringComparison.Ordinal);
    }
}
