using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

public sealed class TensorScopeTests
{
    [Test]
    public void What_a_scope_computed_is_gone_with_it_and_what_the_caller_made_stays()
    {
        Tensor own, computed, kept;
        using (new TensorScope())
        {
            own = Tensor.From([1f, 2f]);
            computed = own.Exp();
            kept = computed.Detach();
        }

        own.ToArray<float>().ShouldBe([1, 2]);
        kept.Count.ShouldBe(2);
        Should.Throw<ObjectDisposedException>(() => computed.ToArray<float>()).Message.ShouldContain("'exp'");
    }

    [Test]
    public void A_view_goes_with_the_scope_that_owns_its_buffer()
    {
        Tensor own = Tensor.From([1f, 2f]), viewOfOwn, viewOfComputed;
        using (new TensorScope())
        {
            viewOfOwn = own.Reshape(2, 1);
            viewOfComputed = own.Exp().Reshape(2, 1);
        }

        viewOfOwn.ToArray<float>().ShouldBe([1, 2]);
        Should.Throw<ObjectDisposedException>(() => viewOfComputed.ToArray<float>());
    }

    [Test]
    public void An_inner_scope_owns_what_is_computed_inside_it()
    {
        Tensor x = Tensor.From([1f]), outer, inner;
        using (new TensorScope())
        {
            outer = x.Exp();
            using (new TensorScope())
            {
                inner = x.Exp();
            }

            Should.Throw<ObjectDisposedException>(() => inner.Item());
            outer.Item().ShouldBe(Math.E, 1e-6);
        }

        Should.Throw<ObjectDisposedException>(() => outer.Item());
    }

    [Test]
    public void Scopes_disposed_out_of_order_leave_each_other_whole()
    {
        Tensor x = Tensor.From([1f]);
        var outer = new TensorScope();
        Tensor ofOuter = x.Exp();
        var inner = new TensorScope();
        Tensor ofInner = x.Exp();
        outer.Dispose();
        Should.Throw<ObjectDisposedException>(() => ofOuter.Item());
        ofInner.Item().ShouldBe(Math.E, 1e-6);
        inner.Dispose();
        Should.Throw<ObjectDisposedException>(() => ofInner.Item());
        Tensor free = x.Exp();
        using (new TensorScope())
        {
        }

        free.Item().ShouldBe(Math.E, 1e-6);
    }

    [Test]
    public void A_buffer_that_is_used_again_is_not_seen_through_an_old_tensor()
    {
        Tensor x = Tensor.From([1f, 2f]), old;
        using (new TensorScope())
        {
            old = x.Exp();
        }

        using var scope = new TensorScope();
        Tensor young = x * 3.0;
        young.ToArray<float>().ShouldBe([3, 6]);
        Should.Throw<ObjectDisposedException>(() => old.AsSpan<float>().Length);
    }

    [Test]
    public void A_scope_is_disposed_where_it_was_made()
    {
        Tensor x = Tensor.From([1f]);
        using var scope = new TensorScope();
        Tensor y = x.Exp();
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Should.Throw<InvalidOperationException>(scope.Dispose));
        thread.Start();
        thread.Join();
        thrown!.Message.ShouldStartWith("Dispose: the scope belongs to thread ");
        y.Item().ShouldBe(Math.E, 1e-6);
    }

    [Test]
    public void A_smaller_last_batch_finds_the_buffers_of_the_others()
    {
        Tensor full = Tensor.Ones([1000, 64]), last = Tensor.Ones([900, 64]);
        Run(full);
        Run(last);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(last);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4096);

        static void Run(Tensor x)
        {
            using var scope = new TensorScope();
            (x * x).Exp();
        }
    }
}
