using Autograd.Core;
using NUnit.Framework;
using Shouldly;

namespace Autograd.Tests.Core.Kernels.Threading;

public sealed class ThreadLimitTests
{
    [Test]
    public void It_holds_until_it_is_disposed_and_then_the_one_around_it()
    {
        int all = ThreadLimit.Current;
        all.ShouldBe(Environment.ProcessorCount);
        using (new ThreadLimit(1))
        {
            ThreadLimit.Current.ShouldBe(1);
            using (new ThreadLimit(int.MaxValue))
            {
                ThreadLimit.Current.ShouldBe(all);
            }

            ThreadLimit.Current.ShouldBe(1);
        }

        ThreadLimit.Current.ShouldBe(all);
    }

    [Test]
    public void Disposed_out_of_order_it_leaves_the_inner_one()
    {
        var outer = new ThreadLimit(int.MaxValue);
        var inner = new ThreadLimit(1);
        outer.Dispose();
        ThreadLimit.Current.ShouldBe(1);
        inner.Dispose();
        inner.Dispose();
        ThreadLimit.Current.ShouldBe(Environment.ProcessorCount);
    }

    [Test]
    public void It_belongs_to_its_thread()
    {
        using var limit = new ThreadLimit(1);
        InvalidOperationException? thrown = null;
        int elsewhere = 0;
        var thread = new Thread(() =>
        {
            elsewhere = ThreadLimit.Current;
            thrown = Should.Throw<InvalidOperationException>(limit.Dispose);
        });
        thread.Start();
        thread.Join();
        elsewhere.ShouldBe(Environment.ProcessorCount);
        thrown!.Message.ShouldContain("Dispose it where it was made");
    }

    [Test]
    public void It_is_at_least_one() =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new ThreadLimit(0)).Message.ShouldStartWith("ThreadLimit: threads is 0; expected at least 1");
}
