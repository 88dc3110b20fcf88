using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>A module as the laws try it.</summary>
public sealed record ModuleCase(string Name, Func<Module> Make, Func<Module, DType, Tensor> Run)
{
    /// <summary>
    /// A module whose inputs are stated, so that more laws apply: those of shapes, derivatives, training and use, threads, empty batches
    /// and wrong inputs.
    /// </summary>
    /// <param name="Make">Makes a fresh one.</param>
    /// <param name="Inputs">The shape of the input, the batch first (or along <see cref="BatchAxis"/>).</param>
    /// <param name="Output">The shape that comes out for it.</param>
    public ModuleCase(Func<Module> Make, Shape Inputs, Shape Output)
        : this(Make().GetType().Name, Make, null!)
    {
        (this.Inputs, this.Output) = (Inputs, Output);
        Run = (module, dtype) => Call(module, Arguments(this.Inputs!, dtype));
    }

    /// <summary>The shape of the first input, or null where the laws that need one do not apply.</summary>
    public Shape? Inputs { get; }

    /// <summary>The shape of the output.</summary>
    public Shape? Output { get; }

    /// <summary>The axis of the first input that counts the samples; null where there is none, and so no empty batch.</summary>
    public int? BatchAxis { get; init; } = 0;

    /// <summary>The axis of the output that does.</summary>
    public int OutputBatchAxis { get; init; }

    /// <summary>The inputs, where there is more than one or they are not spread numbers, by the shape of the first.</summary>
    public Func<Shape, DType, Tensor[]> Arguments { get; init; } = (shape, dtype) => [OpSamples.Spread(shape, dtype)];

    /// <summary>Calls the module, where that is not <c>Layer.Forward</c> of the only input.</summary>
    public Func<Module, Tensor[], Tensor> Call { get; init; } = (module, inputs) => ((Layer)module).Forward(inputs[0]);

    /// <summary>The names of its parameters and buffers in files, which are PyTorch's.</summary>
    public string[] FileNames { get; init; } = [];

    /// <summary>Inputs that must be refused: every layer has some.</summary>
    public Refusal[] Refusals { get; init; } = [];

    /// <summary>
    /// What a mask or lengths hide of sequences [N, L, ...], as a Bool tensor [N, L] for the shape of the first input; null where nothing
    /// is hidden.
    /// </summary>
    public Func<Shape, Tensor>? Hides { get; init; }

    /// <summary>Which inputs hold these sequences; where it is the first, the output at a hidden place counts for nothing.</summary>
    public int[] HidesIn { get; init; } = [0];

    /// <summary>
    /// Whether it gives the same in training and in use; where not (dropout, batch norm), it must give something else in training.
    /// </summary>
    public bool IsSameInUse { get; init; } = true;

    /// <summary>Whether it goes by the batch in use too, as a batch norm without running statistics does.</summary>
    public bool DependsOnBatchInUse { get; init; }

    /// <summary>Whether it refuses an empty batch, as what normalises over the batch does in training.</summary>
    public bool RefusesEmptyBatch { get; init; }

    public static ModuleCase Of(Func<Layer> make, int features = 4, string? name = null) =>
        Of(name ?? make().GetType().Name, make, dtype => [Spread(features, dtype)], (module, x) => ((Layer)module).Forward(x[0]));

    public static ModuleCase Of(Func<Loss> make, Func<DType, Tensor> targets, Func<DType, Tensor>? inputs = null, string? name = null) =>
        Of(name ?? make().GetType().Name, make, dtype => [(inputs ?? (dtype => Spread(4, dtype)))(dtype), targets(dtype)],
            (module, x) => ((Loss)module).Forward(x[0], x[1]));

    public static ModuleCase Of(Func<TernaryLoss> make, Func<DType, Tensor> third) => Of(
        make().GetType().Name, make, dtype => [Spread(4, dtype), Spread(4, dtype, 1), third(dtype)],
        (module, x) => ((TernaryLoss)module).Forward(x[0], x[1], x[2]));

    /// <summary>A module with the inputs that it is tried with, of three samples.</summary>
    public static ModuleCase Of(
        string name, Func<Module> make, Func<DType, Tensor[]> arguments, Func<Module, Tensor[], Tensor> call) => new(
        name, make, (module, dtype) => call(module, arguments(dtype)))
        {
            Arguments = (_, dtype) => arguments(dtype),
            Call = call,
        };

    public static Tensor Spread(int features, DType dtype, int phase = 0) => OpSamples.Spread([3, features], dtype, phase: phase);

    public override string ToString() => Name;
}

/// <summary>An input that a module must refuse.</summary>
/// <param name="Input">Its shape; of numbers unless <paramref name="DType"/> says otherwise.</param>
/// <param name="Message">A part of the message; the module's path is looked for besides.</param>
/// <param name="DType">Its type.</param>
/// <param name="Make">Makes the module, where it is another than the case's: in training, say, or with other sizes.</param>
public sealed record Refusal(Shape Input, string Message, DType DType = DType.Float32, Func<Module>? Make = null);
