using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What the pooling layers have in common: one element made of each window of a plane, without anything to learn. The weights before it
/// make up for the gain of what follows.
/// </summary>
public abstract class PoolingLayer : Layer
{
    private readonly Op _op;

    private protected PoolingLayer(Op op) => _op = op;

    /// <inheritdoc/>
    public sealed override bool PassesGain => true;

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input) => _op.Apply(input);

    /// <inheritdoc/>
    protected override string Describe()
    {
        string text = $"{GetType().Name}(";
        OpAttributes attributes = _op.Attributes;
        foreach (OpParameter parameter in _op.DefinedBy!.Parameters)
        {
            OpValue value = attributes[parameter.Name];
            if (parameter == _op.DefinedBy.Parameters[0])
            {
                text += value;
            }
            else if (value != parameter.Default)
            {
                text += $", {parameter.Name}: {value}";
            }
        }

        return $"{text})";
    }
}
