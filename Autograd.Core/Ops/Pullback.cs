namespace Autograd.Core;

/// <summary>One recorded call of an op on the way back: its inputs and output, the gradient that arrived, and where the gradients by the inputs go.</summary>
public readonly ref struct Pullback
{
    private readonly Tape _tape;
    private readonly Span<Tensor?> _gradients;

    internal Pullback(Tape tape, ReadOnlySpan<Tensor> inputs, Tensor output, Tensor upstream, Span<Tensor?> gradients, bool isRecording)
    {
        _tape = tape;
        _gradients = gradients;
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

    /// <summary>Keeps an intermediate result of the forward pass with the output, for the pullback; it lives as long as the tape.</summary>
    /// <param name="output">The op's result.</param>
    /// <param name="intermediate">What the pullback will want.</param>
    public static void Keep(Tensor output, Tensor intermediate) => output.Saved = intermediate;
}
