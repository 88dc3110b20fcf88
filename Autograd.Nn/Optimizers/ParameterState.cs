using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What an optimizer keeps of a parameter from step to step.</summary>
internal sealed class ParameterState(Parameter parameter)
{
    private readonly Tensor?[] _kept = new Tensor?[3];

    public Parameter Parameter { get; } = parameter;

    /// <summary>How often the parameter was changed.</summary>
    public int Steps { get; set; }

    /// <summary>One of the tensors that go with the parameter; zeros when it is first asked for.</summary>
    public Tensor Kept(int number) => _kept[number] ??= Tensor.Zeros(Parameter.Shape, Parameter.Value.DType);
}
