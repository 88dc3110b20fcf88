using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>A packed tensor and the pack are two buffers over one memory, which a write must not read from while it changes.</summary>
public sealed class OverlapTests
{
    [Test]
    public void A_packed_tensor_is_assigned_from_a_part_of_the_pack_as_it_was_before()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4]);
        Tensor all = Tensor.Pack([x], out _);
        x[1..4] = all[0..3];
        x.ToArray<double>().ShouldBe([1.0, 1, 2, 3]);
        all[0..3] = x[1..4];
        x.ToArray<double>().ShouldBe([1.0, 2, 3, 3]);
    }

    [Test]
    public void A_packed_mask_is_assigned_by_a_part_of_the_pack_as_it_was_before()
    {
        Tensor x = Tensor.From([true, false, true, true]);
        Tensor all = Tensor.Pack([x], out _);
        x[all[0..4]] = Tensor.From([false, true, false]);
        x.ToArray<bool>().ShouldBe([false, false, true, false]);
    }

    [Test]
    public void A_gradient_that_was_returned_shares_no_memory_with_the_upstream_that_lies_in_a_pack()
    {
        Tensor x = Tensor.From([1.0, 2]), upstream = Tensor.From([3.0, 4]), all = Tensor.Pack([upstream], out _);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor gradient = tape.Gradient(x + 1, [x], all[0..2])[0];
        gradient.AsWritableSpan<double>()[0] = 9;
        upstream.ToArray<double>().ShouldBe([3.0, 4]);
    }
}
