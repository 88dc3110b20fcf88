#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Core;
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Nn.Data;

public sealed class CircularBufferTests
{
    private static readonly long[] Samples = [3, 5, 8, 13, 21, 34, 55, 89];

    [Test]
    public void Every_round_gives_each_sample_once_in_a_new_order()
    {
        var buffer = new CircularBuffer(Samples, new Generator(1));
        List<string> orders = [];
        for (int round = 0; round < 5; round++)
        {
            buffer.Wraps.ShouldBe(round);
            buffer.Position.ShouldBe(0);
            long[] drawn = new long[Samples.Length];
            buffer.Draw(drawn);
            drawn.Order().ShouldBe(Samples);
            orders.Add(string.Join(' ', drawn));
        }

        orders.ShouldBeUnique();
        orders.ShouldNotContain(string.Join(' ', Samples));
    }

    [Test]
    public void Position_counts_the_draws_since_the_wrap()
    {
        var buffer = new CircularBuffer(Samples, new Generator(1));
        buffer.Count.ShouldBe(8);
        buffer.Draw(new long[8 + 8 + 3]);
        (buffer.Wraps, buffer.Position).ShouldBe((2, 3));
        buffer.Next();
        (buffer.Wraps, buffer.Position).ShouldBe((2, 4));
    }

    [Property]
    public void Drawing_gives_what_single_calls_give(ulong seed, byte before, byte length)
    {
        var bulk = new CircularBuffer(Samples, new Generator(seed));
        var single = new CircularBuffer(Samples, new Generator(seed));
        bulk.Draw(new long[before]);
        for (int i = 0; i < before; i++)
        {
            single.Next();
        }

        long[] drawn = new long[length];
        bulk.Draw(drawn);
        drawn.ShouldAllBe(sample => sample == single.Next());
    }

    [Property]
    public void A_restored_buffer_goes_on_alike(ulong seed, byte before, ulong otherSeed)
    {
        var original = new CircularBuffer(Samples, new Generator(seed));
        original.Draw(new long[before]);
        var restored = new CircularBuffer(Samples, new Generator(otherSeed));
        restored.LoadState(original.StateDict());
        for (int i = 0; i < 3 * Samples.Length; i++)
        {
            restored.Next().ShouldBe(original.Next());
        }

        (restored.Position, restored.Wraps).ShouldBe((original.Position, original.Wraps));
    }

    [Test]
    public void A_state_is_a_copy()
    {
        var buffer = new CircularBuffer(Samples, new Generator(1));
        IReadOnlyDictionary<string, Tensor> state = buffer.StateDict();
        string before = SamplerCase.Text(state);
        buffer.Draw(new long[20]);
        SamplerCase.Text(state).ShouldBe(before);

        buffer.LoadState(state);
        buffer.Draw(new long[20]);
        SamplerCase.Text(state).ShouldBe(before);
    }

    [Test]
    public void A_state_of_something_else_is_refused_and_changes_nothing()
    {
        var buffer = new CircularBuffer(Samples, new Generator(1));
        buffer.Draw(new long[3]);
        string good = SamplerCase.Text(buffer.StateDict());
        Refused("order", [1, 2], "'order' is of 2 samples; expected 8, as there are here");
        Refused("order", null, "'order' is missing");
        Refused("order", [3, 5, 8, 13, 21, 34, 55, 90], "not of the same ones");
        Refused("order", [3, 3, 8, 13, 21, 34, 55, 89], "not of the same ones");
        Refused("position", [8], "'position' is 8; expected a count of 7 at most");
        Refused("position", [-1], "'position' is -1");
        Refused("wraps", [-1], "'wraps' is -1; expected a count");
        Refused("generator", [1], "'generator' has 1 numbers; expected a seed and an offset");
        SamplerCase.Text(buffer.StateDict()).ShouldBe(good);
        Should.Throw<ArgumentNullException>(() => buffer.LoadState(null!));

        void Refused(string name, long[]? wrong, string message)
        {
            Dictionary<string, Tensor> state = new(buffer.StateDict());
            state.Remove(name);
            if (wrong is not null)
            {
                state.Add(name, Tensor.From(wrong));
            }

            Should.Throw<ArgumentException>(() => buffer.LoadState(state)).Message.ShouldContain(message);
        }
    }

    [Test]
    public void A_buffer_of_nothing_is_refused() =>
        Should.Throw<ArgumentException>(() => new CircularBuffer([], new Generator(1))).Message.ShouldContain("at least one sample");
}
