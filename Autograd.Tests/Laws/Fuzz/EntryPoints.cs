using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// A call of something of the tensor that is no op of the registry, or more than one: its name, and how arguments are drawn for it.
/// </summary>
internal sealed record EntryPoint(string Name, Func<Arguments, object?> Call)
{
    public static IReadOnlyList<EntryPoint> All { get; } =
    [
        // Creation
        new("From", d => Tensor.From(new float[d.Next(9)], d.Shape())),
        new("From integers", d => Tensor.From(new int[d.Next(9)], d.Shape())),
        new("From an array", d => Tensor.From(d.Pick<Array>(
            [new float[2, 3], new double[0, 3], new long[1, 1, 2], new bool[3], new int[2, 2], new byte[2], new float[2][]]))),
        new("Scalar", d => Tensor.Scalar(d.Number(), d.Type())),
        new("Zeros", d => Tensor.Zeros(d.Shape(), d.Type())),
        new("Ones", d => Tensor.Ones(d.Shape(), d.Type())),
        new("Full", d => Tensor.Full(d.Shape(), d.Number(), d.Type())),
        new("Arange", d => Tensor.Arange(d.Number(), d.Number(), d.Number(), d.Type())),
        new("Linspace", d => Tensor.Linspace(d.Number(), d.Number(), d.Size(), d.Type())),
        new("Eye", d => Tensor.Eye(d.Size(), d.Type())),
        new("OneHot", d => Tensor.OneHot(d.Tensor(DType.Int64, [d.Next(4)]), d.Size(), d.Type())),
        new("Uniform", d => Tensor.Uniform(d.Shape(), new Generator(7), d.Number(), d.Number(), d.Type())),
        new("Normal", d => Tensor.Normal(d.Shape(), new Generator(7), d.Number(), d.Number(), d.Type())),

        // Shape
        new("Reshape", d => d.Tensor().Reshape(d.List())),
        new("Flatten", d => d.Tensor().Flatten(d.Axis())),
        new("Squeeze", d => d.Tensor().Squeeze(d.Axis())),
        new("Unsqueeze", d => d.Tensor().Unsqueeze(d.Axis())),
        new("Permute", d => d.Tensor().Permute(d.List())),
        new("Transpose", d => d.Tensor().Transpose(d.Axis(), d.Axis())),
        new("BroadcastTo", d => d.Tensor().BroadcastTo(d.Shape())),
        new("Pad", d => d.Tensor().Pad([.. d.List().Select(before => (before, d.Size()))], d.Number())),
        new("Pad of one axis", d => d.Tensor(shape: [d.Next(4)]).Pad([(d.Size(), d.Size())], d.Number())),
        new("Pad by mode", d => d.Tensor().Pad([.. d.List().Select(before => (before, d.Size()))], d.Pick(Enum.GetValues<PaddingMode>()))),
        new("Slice", d => d.Tensor().Slice(d.Axis(), d.Range())),
        new("Split", d => d.Tensor().Split(d.Axis(), d.Size())),
        new("Split by sizes", d => d.Tensor().Split(d.Axis(), d.List())),
        new("Concatenate", d => Tensor.Concatenate(d.Tensors(), d.Axis())),
        new("Concatenate what is empty",
            d => Tensor.Concatenate([Tensor.Zeros([0, int.MaxValue]), Tensor.Zeros([0, d.Next(3)])], d.Axis())),
        new("Stack", d => Tensor.Stack(d.Tensors(), d.Axis())),

        // Reading and writing
        new("an index", d => d.Tensor()[d.Indices()]),
        new("SetItem", d => Written(d.Target(), x => x.SetItem(d.Number(), d.Indices()))),
        new("an assigned index", d => Written(d.Target(), x => x[d.Indices()] = d.Tensor())),
        new("Item", d => d.Tensor().Item()),
        new("ToArray", d => d.Tensor().ToArray<float>()),
        new("ToString", d => d.Tensor().ToString()),
        new("ToMatrix", d => d.Tensor().ToMatrix<double>().ToArray()),
        new("ToVector", d => d.Tensor().ToVector<float>().ToArray()),

        // Comparison and reduction
        new("GreaterThan", d => d.Tensor() > d.Tensor()),
        new("LessThanOrEqual a number", d => d.Tensor() <= d.Number()),
        new("EqualTo", d => d.Tensor().EqualTo(d.Tensor())),
        new("NotEqualTo a number", d => d.Tensor().NotEqualTo(d.Number())),
        new("And", d => d.Tensor(DType.Bool) & d.Tensor(DType.Bool)),
        new("Or", d => d.Tensor() | d.Tensor()),
        new("Not", d => !d.Tensor()),
        new("Any", d => d.Tensor().Any()),
        new("All", d => d.Tensor().All()),
        new("AllClose", d => d.Tensor().AllClose(d.Tensor(), d.Number(), d.Number(), d.Next(2) == 0)),
        new("ElementsEqual", d => d.Tensor().ElementsEqual(d.Tensor())),
        new("ArgMax", d => d.Tensor().ArgMax(d.Axis(), d.Next(2) == 0)),
        new("ArgMin", d => d.Tensor().ArgMin(d.Axis())),
        new("Sum", d => d.Tensor().Sum(d.List())),
        new("To", d => d.Tensor().To(d.Type())),

        // Operators and methods with numbers
        new("+ a number", d => d.Tensor() + d.Number()),
        new("a number /", d => d.Number() / d.Tensor()),
        new("Pow", d => d.Tensor().Pow(d.Number())),
        new("Clamp", d => d.Tensor().Clamp(d.Number(), d.Number())),
        new("matrix product", d => d.Tensor().MatMul(d.Tensor(), d.Next(2) == 0, d.Next(2) == 0)),
        new("Conv1d", d =>
            d.Tensor().Conv1d(d.Tensor(), null, d.Size(), d.Size(), d.Size(), d.Size(), d.Pick(Enum.GetValues<PaddingMode>()))),
        new("Conv2d", d => d.Tensor().Conv2d(d.Tensor(), d.Tensor(), (d.Size(), d.Size()), (d.Size(), d.Size()), d.Size(), d.Size())),
        new("cross entropy", d => d.Tensor().CrossEntropy(d.Tensor())),
        new("Generator", d => new Generator(1).NextInt32(d.Size())),
    ];

    private static Tensor Written(Tensor x, Action<Tensor> write)
    {
        write(x);
        return x;
    }
}
