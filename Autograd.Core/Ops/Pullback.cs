namespace Autograd.Core;

/// <summary>One recorded call of an op on the way back: its inputs and output, the gradient that arrived, and where the gradients by the inputs go.</summary>
public readonly ref struct Pullback
{
    private readonly Tape _tape;
    private readonly Span<Tensor?> _gradients;
    private readonly bool _accumulates;

    internal Pullback(
        Tape tape, ReadOnlySpan<Tensor> inputs, Tensor output, Tensor upstream, Span<Tensor?> gradients, bool isRecording, bool accumulates)
    {
        _tape = tape;
        _gradients = gradients;
        _accumulates = accumulates;
        Inputs = inputs;
        Output = output;
        Upstream = upstream;
        IsRecording = isRecording;
    }

    /// <summary>What the op was applied to.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; }

    /// <summary>What it returned.</summary>
    public Tensor Output { get; }

    /// <summary>The gradient by the output, of the output's shape.</summary>
    public Tensor Upstream { get; }

    /// <summary>Whether the pullback is itself recorded, for a higher derivative; then it must be made of ops.</summary>
    public bool IsRecording { get; }

    /// <summary>What the op kept at the forward pass with <see cref="Keep"/>, if anything.</summary>
    public Tensor? Kept => Output.Saved;

    /// <summary>Whether the gradient by an input is wanted at all.</summary>
    /// <param name="input">The input's position.</param>
    public bool Needs(int input) => _tape.IsTracked(Inputs[input]);

    /// <summary>States the gradient by an input.</summary>
    /// <param name="input">The input's position.</param>
    /// <param name="gradient">The gradient; a shape that the input broadcasts to is summed back to the input's.</param>
    public void Set(int input, Tensor gradient) => _gradients[input] = gradient;

    /// <summary>
    /// A tensor of an input's shape and type for its gradient to be written to, every element of it, and which is thereby stated; null where
    /// that gradient is not wanted. It may be the <see cref="Tensor.Grad"/> it would be copied to otherwise.
    /// </summary>
    /// <param name="input">The input's position.</param>
    public Tensor? Destination(int input) => Destination(input, Inputs[input].Shape);

    /// <summary>The same for a gradient of a shape that the input broadcasts to.</summary>
    internal Tensor? Destination(int input, Shape shape)
    {
        if (!Needs(input))
        {
            return null;
        }

        Tensor of = Inputs[input];
        bool isFinal = _accumulates && of.Tape != _tape && of.Shape == shape;
        return _gradients[input] = (isFinal ? Unread(of.FreeGrad()) : null) ?? Tensor.Result(shape, of.DType);
    }

    // Nothing that the op may still read is overwritten: a gradient that was forgotten may be an operand all the same.
    private Tensor? Unread(Tensor? grad)
    {
        if (grad is null || grad.SharesBuffer(Upstream))
        {
            return null;
        }

        for (int i = 0; i < Inputs.Length; i++)
        {
            if (grad.SharesBuffer(Inputs[i]) || _gradients[i] == grad)
            {
                return null;
            }
        }

        return grad;
    }

    /// <summary>Keeps an intermediate result of the forward pass with the output, for the pullback; it lives as long as the tape.</summary>
    /// <param name="output">The op's result.</param>
    /// <param name="intermediate">What the pullback will want.</param>
    public static void Keep(Tensor output, Tensor intermediate) => output.Saved = intermediate;
}
