using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>An op about to be applied to one of its samples, or to inputs derived from one.</summary>
internal sealed record Call(string Name, Op Op, OpAttributes Attributes, Tensor[] Inputs)
{
    public bool HasFloatInput => Inputs.Any(input => IsFloat(input.DType));

    public static bool IsFloat(DType dtype) => dtype is DType.Float32 or DType.Float64;

    /// <summary>A call for each sample, with inputs made for it alone.</summary>
    public static IEnumerable<Call> Of(OpDefinition op, DType dtype = DType.Float64) => op.Samples.Select(sample => new Call(
        $"{op.Name} on {sample.Name}{(sample.Attributes is { } attributes ? $" with {attributes}" : "")} in {dtype}",
        op.Create(sample.Attributes),
        WithDefaults(op, sample.Attributes),
        sample.Inputs(dtype)));

    public static OpAttributes WithDefaults(OpDefinition op, OpAttributes? attributes)
    {
        OpAttributes all = [];
        foreach (OpParameter parameter in op.Parameters)
        {
            all[parameter.Name] = parameter.Default;
        }

        foreach ((string name, OpValue value) in attributes ?? [])
        {
            all[name] = value;
        }

        return all;
    }

    public Tensor Forward() => Op.Apply(Inputs);

    public Tensor Upstream(int phase = 0) => Upstream(Forward(), phase);

    public static Tensor Upstream(Tensor output, int phase = 0) =>
        Numbers.Upstream(output.Shape, IsFloat(output.DType) ? output.DType : DType.Float64, phase);

    /// <summary>
    /// The gradients by all floating-point inputs, in order; none where the output has no derivative. With createGraph they come from
    /// recorded ops, without it from the fused kernels.
    /// </summary>
    public Tensor[] Gradients(Tensor upstream, bool createGraph = false) => Gradients(Op.Apply, upstream, createGraph);

    /// <inheritdoc cref="Gradients(Tensor, bool)"/>
    public Tensor[] Gradients(Function function, Tensor upstream, bool createGraph = false)
    {
        Tensor[] by = [.. Inputs.Where(input => IsFloat(input.DType)).Distinct()];
        using var tape = new Tape();
        foreach (Tensor input in by)
        {
            tape.Watch(input);
        }

        Tensor output = function(Inputs);
        return by.Length == 0 || !IsFloat(output.DType)
            ? []
            : [.. tape.Gradient(output, by, upstream, createGraph).Select(gradient => gradient.Detach())];
    }

    public delegate Tensor Function(params ReadOnlySpan<Tensor> inputs);
}
