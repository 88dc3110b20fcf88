using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class TensorBlockTests
{
    private static readonly int[] s_counts = [3, 16, 1, 40, 0, 5];

    [TestCase(DType.Float32)]
    [TestCase(DType.Float64)]
    public void A_block_changes_its_tensors_to_the_bit_as_one_by_one(DType dtype)
    {
        for (int start = 0; start < s_counts.Length; start++)
        {
            for (int count = 0; count <= s_counts.Length - start; count++)
            {
                Tensor[] apart = Tensors(dtype), together = Tensors(dtype);
                TensorBlock.TryCreate(together, out TensorBlock? block).ShouldBeTrue();
                Tensor keptTogether = block.Zeros();
                Tensor[] keptApart = [.. apart.Select(tensor => Tensor.Zeros(tensor.Shape, dtype))];
                for (int step = 0; step < 2; step++)
                {
                    block.TryUpdate(new Sum(), start, count, keptTogether).ShouldBeTrue();
                    for (int i = start; i < start + count; i++)
                    {
                        apart[i].Update(new Sum(), apart[i].Grad!, keptApart[i]);
                    }
                }

                for (int i = 0; i < apart.Length; i++)
                {
                    together[i].To(DType.Float64).ToArray<double>().ShouldBe(apart[i].To(DType.Float64).ToArray<double>());
                }
            }
        }
    }

    [Test]
    public void Tensors_and_gradients_lie_side_by_side_and_those_that_share_them_move_along()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        Tensor view = tensors[3][10..20], grad = tensors[3].Grad!;
        float[] before = tensors[3].ToArray<float>(), gradient = grad.ToArray<float>();
        TensorBlock.TryCreate(tensors, out TensorBlock? block).ShouldBeTrue();

        tensors[3].ToArray<float>().ShouldBe(before);
        grad.ToArray<float>().ShouldBe(gradient);
        block.Offset(3).ShouldBe(48);
        block.Length.ShouldBe(16 + 16 + 16 + 48 + 0 + 16);
        Distance(tensors[0], tensors[3]).ShouldBe(48 * sizeof(float));
        Distance(tensors[0].Grad!, tensors[3].Grad!).ShouldBe(48 * sizeof(float));
        tensors[3].AsWritableSpan<float>().Fill(7);
        view.ToArray<float>().ShouldAllBe(element => element == 7);
    }

    [Test]
    public void What_another_block_has_taken_is_left_alone()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        TensorBlock.TryCreate(tensors, out TensorBlock? first).ShouldBeTrue();
        TensorBlock.TryCreate(tensors.AsSpan(2, 2), out TensorBlock? second).ShouldBeTrue();
        float[][] before = [.. tensors.Select(tensor => tensor.ToArray<float>())];

        first.TryUpdate(new Sum(), 0, 3).ShouldBeFalse();
        tensors.Select(tensor => tensor.ToArray<float>()).ShouldBe(before);
        first.TryUpdate(new Sum(), 0, 2).ShouldBeTrue();
        second.TryUpdate(new Sum(), 0, 2).ShouldBeTrue();
        tensors[2].Item().ShouldNotBe(before[2][0]);
    }

    [Test]
    public void Tensors_that_cannot_be_moved_make_no_block()
    {
        Tensor whole = Tensor.Ones([8]);
        TensorBlock.TryCreate([], out _).ShouldBeFalse();
        TensorBlock.TryCreate([whole[2..4]], out _).ShouldBeFalse();
        TensorBlock.TryCreate([whole, Tensor.Ones([2], DType.Float64)], out _).ShouldBeFalse();
        TensorBlock.TryCreate([Tensor.From([1L])], out _).ShouldBeFalse();
        TensorBlock.TryCreate([whole, whole.Reshape(2, 4)], out _).ShouldBeFalse();
        whole.ToArray<float>().ShouldAllBe(element => element == 1);
    }

    [Test]
    public void A_tensor_without_a_gradient_or_recorded_by_the_open_tape_is_refused_before_anything_changes()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        TensorBlock.TryCreate(tensors, out TensorBlock? block).ShouldBeTrue();
        float[] before = tensors[0].ToArray<float>();
        tensors[1].ZeroGrad();
        Should.Throw<InvalidOperationException>(() => block.TryUpdate(new Sum(), 0, 3)).Message.ShouldContain("the tensor [16] has no gradient");
        Should.Throw<ArgumentException>(() => block.TryUpdate(new Sum(), 2, 1, Tensor.Ones([5]))).Message.ShouldContain("'first' is Float32 [5]");
        tensors[0].ToArray<float>().ShouldBe(before);
    }

    [Test]
    public void A_tape_notices_the_change()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        TensorBlock.TryCreate(tensors, out TensorBlock? block).ShouldBeTrue();
        using var tape = new Tape();
        Tensor y = (tape.Watch(tensors[1]) * tensors[1]).Sum();
        block.TryUpdate(new Sum(), 0, 2).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => tape.Backward(y)).Message.ShouldContain("changed in place");
    }

    // Each with a gradient of its own.
    private static Tensor[] Tensors(DType dtype)
    {
        Tensor[] tensors = [.. s_counts.Select((count, i) => OpSamples.Spread([count], dtype, phase: i))];
        using var tape = new Tape();
        foreach (Tensor tensor in tensors)
        {
            tape.Watch(tensor);
        }

        foreach (Tensor tensor in tensors)
        {
            tape.Backward((tensor * tensor).Sum());
        }

        return tensors;
    }

    private static nint Distance(Tensor from, Tensor to) =>
        Unsafe.ByteOffset(in MemoryMarshal.GetReference(from.AsSpan<float>()), in MemoryMarshal.GetReference(to.AsSpan<float>()));

    private readonly record struct Sum : IUpdateFormula
    {
        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R>
        {
            first += gradient;
            value -= 0.25 * first;
        }
    }
}
