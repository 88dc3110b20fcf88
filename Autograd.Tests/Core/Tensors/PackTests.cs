using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class PackTests
{
    private static readonly int[] s_counts = [3, 16, 1, 40, 0, 5];

    [TestCase(DType.Float32)]
    [TestCase(DType.Float64)]
    public void Packed_tensors_change_to_the_bit_as_one_by_one(DType dtype)
    {
        for (int start = 0; start < s_counts.Length; start++)
        {
            for (int count = 0; count <= s_counts.Length - start; count++)
            {
                Tensor[] apart = Tensors(dtype), together = Tensors(dtype);
                Tensor[] keptApart = Zeros(apart), keptTogether = Zeros(together);
                Tensor.Pack(together, out _);
                Tensor.PackGradients(together);
                Tensor.Pack(keptTogether, out _);
                for (int step = 0; step < 2; step++)
                {
                    Update(together[start..(start + count)], keptTogether[start..(start + count)]);
                    for (int i = start; i < start + count; i++)
                    {
                        Update([apart[i]], [keptApart[i]]);
                    }
                }

                Numbers(together).ShouldBe(Numbers(apart));
                Numbers(keptTogether).ShouldBe(Numbers(keptApart));
            }
        }
    }

    [Test]
    public void Whatever_is_packed_or_is_not_the_same_changes()
    {
        for (int packed = 0; packed < 4; packed++)
        {
            Tensor[] apart = Tensors(DType.Float32), together = Tensors(DType.Float32), kept = Zeros(apart), state = Zeros(together);
            Tensor.Pack(kept, out _);
            Tensor.Pack(state, out _);
            foreach (int i in Enumerable.Range(0, apart.Length))
            {
                Update([apart[i]], [kept[i]]);
            }

            _ = packed % 2 > 0 ? Tensor.Pack(together, out _) : null;
            _ = packed / 2 > 0 ? Tensor.PackGradients(together) : null;
            Update(together, state);
            Numbers(together).ShouldBe(Numbers(apart));
            Numbers(state).ShouldBe(Numbers(kept));
        }
    }

    [Test]
    public void Slices_of_one_tensor_are_changed_without_what_lies_between()
    {
        Tensor whole = Tensor.Ones([48]);
        Tensor.Pack([whole], out _);
        Tensor[] slices = [whole[..2], whole[16..18]];
        foreach (Tensor slice in slices)
        {
            slice.RequiresGrad = true;
        }

        using (var tape = new Tape())
        {
            tape.Backward((slices[0] + slices[1]).Sum());
        }

        Tensor[] state = Zeros(slices);
        Tensor.Pack(state, out _);
        Update(slices, state);
        whole.ToArray<float>().Count(element => element == 1).ShouldBe(44);
    }

    [Test]
    public void Tensors_and_gradients_lie_side_by_side_and_those_that_share_them_move_along()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        Tensor view = tensors[3][10..20], grad = tensors[3].Grad!;
        float[] before = tensors[3].ToArray<float>(), gradient = grad.ToArray<float>();
        Tensor values = Tensor.Pack(tensors, out int[] offsets), gradients = Tensor.PackGradients(tensors);

        tensors[3].ToArray<float>().ShouldBe(before);
        grad.ToArray<float>().ShouldBe(gradient);
        offsets.ShouldBe([0, 16, 32, 48, 96, 96]);
        values.Count.ShouldBe(16 + 16 + 16 + 48 + 0 + 16);
        Distance(values, tensors[3]).ShouldBe(48 * sizeof(float));
        Distance(gradients, tensors[3].Grad!).ShouldBe(48 * sizeof(float));
        values[48..88].ToArray<float>().ShouldBe(before);
        gradients[48..88].ToArray<float>().ShouldBe(gradient);
        tensors[3].AsWritableSpan<float>().Fill(7);
        view.ToArray<float>().ShouldAllBe(element => element == 7);
        values.SetItem(8);
        view.ToArray<float>().ShouldAllBe(element => element == 8);
        (tensors[3].IsWithin(values), view.IsWithin(values), grad.IsWithin(values)).ShouldBe((true, true, false));
    }

    [Test]
    public void A_tensor_that_has_no_gradient_yet_gets_it_in_its_place()
    {
        Tensor[] tensors = [Tensor.Ones([3]), Tensor.Ones([5])];
        Tensor gradients = Tensor.PackGradients(tensors);
        tensors[0].Grad.ShouldBeNull();
        using (var tape = new Tape())
        {
            tape.Watch(tensors[1]);
            tape.Backward((tensors[1] * 2).Sum());
        }

        tensors[0].Grad.ShouldBeNull();
        gradients[16..21].ToArray<float>().ShouldBe([2, 2, 2, 2, 2]);
    }

    [Test]
    public void Packed_anew_tensors_leave_the_pack_before()
    {
        Tensor[] tensors = Tensors(DType.Float32);
        Tensor first = Tensor.Pack(tensors, out _), second = Tensor.Pack(tensors.AsSpan(2, 2), out _);
        first.SetItem(5);
        second.SetItem(6);
        tensors.Select(tensor => tensor.Count == 0 ? 0 : tensor.ToArray<float>()[0]).ShouldBe([5, 5, 6, 6, 0, 5]);
    }

    [Test]
    public void What_cannot_be_moved_is_refused_and_nothing_is()
    {
        Tensor whole = Tensor.Ones([8]), result;
        using var scope = new TensorScope();
        result = Tensor.Ones([64]) + 1;
        foreach (Tensor[] wrong in new Tensor[][]
        {
            [whole, whole[2..4]], [whole, Tensor.Ones([2], DType.Float64)], [whole, whole], [whole, whole.Reshape(2, 4)], [whole, result],
            [whole, Tensor.Pack([Tensor.Ones([2])], out _)],
        })
        {
            Should.Throw<ArgumentException>(() => Tensor.Pack(wrong, out _)).Message.ShouldContain("at 1");
        }

        Should.Throw<ArgumentNullException>(() => Tensor.Pack([whole, null!], out _));
        Tensor.Pack([whole], out _)[..8].ToArray<float>().ShouldAllBe(element => element == 1);
        Tensor.Pack([], out _).Count.ShouldBe(0);
    }

    [Test]
    public void What_is_recorded_by_the_open_tape_is_refused_before_anything_changes()
    {
        Tensor[] tensors = Tensors(DType.Float32), kept = Zeros(tensors), gradients = Zeros(tensors);
        float[] before = tensors[0].ToArray<float>();
        Tensor.Pack(kept, out _);
        using var tape = new Tape();
        tensors[5] = tape.Watch(tensors[5]) * 2;
        Should.Throw<InvalidOperationException>(() => Tensor.Update(new Sum(), tensors, gradients, kept[0]))
            .Message.ShouldContain("recorded by the open tape");
        tensors[0].ToArray<float>().ShouldBe(before);
    }

    [Test]
    public void A_tape_notices_what_is_written_to_a_part_and_what_is_written_to_the_pack()
    {
        Tensor[] tensors = Tensors(DType.Float32), kept = Zeros(tensors);
        Tensor all = Tensor.Pack(tensors, out _);
        Tensor.PackGradients(tensors);
        Tensor.Pack(kept, out _);
        Changes(tensors[1], () => Update(tensors[..2], kept[..2])).ShouldBeTrue();
        Changes(tensors[1], () => all.SetItem(1)).ShouldBeTrue();
        Changes(tensors[1], () => all[..2].SetItem(1)).ShouldBeTrue();
        Changes(all, () => tensors[1].SetItem(1)).ShouldBeTrue();
        Changes(tensors[1], () => tensors[3].SetItem(1)).ShouldBeFalse();
        Changes(tensors[1], () => Update(tensors[2..], kept[2..])).ShouldBeFalse();
        Changes(kept[1], () => Update(tensors[..2], kept[..2])).ShouldBeTrue();
        Changes(tensors[1], () => Tensor.Pack(tensors, out _)).ShouldBeFalse();

        static bool Changes(Tensor recorded, Action change)
        {
            using var tape = new Tape();
            Tensor y = (tape.Watch(recorded) * recorded).Sum();
            change();
            try
            {
                tape.Gradient(y, [recorded]);
                return false;
            }
            catch (InvalidOperationException error) when (error.Message.Contains("changed in place", StringComparison.Ordinal))
            {
                return true;
            }
        }
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

    private static void Update(Tensor[] tensors, Tensor[] kept) =>
        Tensor.Update(new Sum(), tensors, Array.ConvertAll(tensors, tensor => tensor.Grad!), kept.FirstOrDefault() ?? Tensor.Zeros([0]));

    private static Tensor[] Zeros(Tensor[] tensors) => [.. tensors.Select(tensor => Tensor.Zeros(tensor.Shape, tensor.DType))];

    private static double[] Numbers(Tensor[] tensors) => [.. tensors.SelectMany(tensor => tensor.To(DType.Float64).ToArray<double>())];

    private static nint Distance(Tensor from, Tensor to) =>
        Unsafe.ByteOffset(in MemoryMarshal.GetReference(from.AsSpan<float>()), in MemoryMarshal.GetReference(to.AsSpan<float>()));

    private readonly record struct Sum : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["sum"];

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R>
        {
            first += gradient;
            value -= 0.25 * first;
        }
    }
}
