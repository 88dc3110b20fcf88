#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using System.Runtime.Intrinsics;
using Autograd.Core;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Core.Random;

public sealed class GeneratorTests
{
    [Test]
    public void The_words_are_the_blocks_of_the_seed_in_order()
    {
        var generator = new Generator(0xa4093822_299f31d0);
        for (uint block = 0; block < 3; block++)
        {
            Vector128<uint> words = Philox.Block(Vector128.Create(block, 0, 0, 0), 0xa4093822_299f31d0);
            for (int lane = 0; lane < 4; lane++)
            {
                generator.NextUInt32().ShouldBe(words[lane]);
            }
        }

        new Generator(0).NextUInt64().ShouldBe(0xe169c58d_6627e8d5); // the known answer for zeros, lower word first
    }

    [Test]
    public void The_upper_half_of_the_offset_reaches_the_counter()
    {
        const ulong offset = (7UL << 34) + 2;
        Vector128<uint> words = Philox.Block(Vector128.Create(0u, 7, 0, 0), 5);
        new Generator(5, offset).NextUInt64().ShouldBe(words.AsUInt64()[1]);
    }

    [Test]
    public void After_the_last_word_the_sequence_starts_over()
    {
        var generator = new Generator(3, ulong.MaxValue);
        generator.NextUInt32();
        generator.Offset.ShouldBe(0UL);
        generator.NextUInt32().ShouldBe(new Generator(3).NextUInt32());

        float[] bulk = new float[40];
        new Generator(3, ulong.MaxValue - 17).Fill(bulk);
        var single = new Generator(3, ulong.MaxValue - 17);
        bulk.ShouldAllBe(value => value == single.NextSingle());
    }

    [Test]
    public void Each_number_takes_the_words_the_documentation_says()
    {
        var generator = new Generator(1);
        Words(generator, g => g.NextUInt32()).ShouldBe(1UL);
        Words(generator, g => g.NextSingle()).ShouldBe(1UL);
        Words(generator, g => g.NextUInt64()).ShouldBe(2UL);
        Words(generator, g => g.NextDouble()).ShouldBe(2UL);
        for (int i = 0; i < 1000; i++)
        {
            Words(generator, g => g.NextNormal()).ShouldBe(2UL);
        }

        Words(generator, g => g.Fork(9)).ShouldBe(0UL);
    }

    [Property]
    public void A_generator_rebuilt_from_seed_and_offset_goes_on_alike(ulong seed, uint offset, byte[] before, byte[] after)
    {
        var original = new Generator(seed, offset);
        foreach (byte step in before)
        {
            Draw(original, step);
        }

        var rebuilt = new Generator(original.Seed, original.Offset);
        foreach (byte step in after.Append((byte)0))
        {
            Draw(rebuilt, step).ShouldBe(Draw(original, step));
        }

        rebuilt.Offset.ShouldBe(original.Offset);
    }

    [Property]
    public void Filling_gives_what_single_calls_give(ulong seed, byte offset, byte length)
    {
        float[] floats = new float[length];
        double[] doubles = new double[length];
        var (bulk, single) = (new Generator(seed, offset), new Generator(seed, offset));
        bulk.Fill(floats);
        floats.ShouldAllBe(value => value == single.NextSingle());
        bulk.Fill(doubles);
        doubles.ShouldAllBe(value => value == single.NextDouble());
        bulk.FillNormal(floats, -1, 3);
        floats.ShouldAllBe(value => value == (float)(-1 + (3 * single.NextNormal())));
        bulk.FillNormal(doubles, 2, 0.5);
        doubles.ShouldAllBe(value => value == 2 + (0.5 * single.NextNormal()));
        bulk.Offset.ShouldBe(single.Offset);
    }

    [Property]
    public void A_shuffle_is_a_permutation(ulong seed, int[] values)
    {
        int[] shuffled = [.. values];
        new Generator(seed).Shuffle<int>(shuffled);
        shuffled.Order().ShouldBe(values.Order());
    }

    [Test]
    public void Forks_differ_from_each_other_and_do_not_depend_on_the_offset()
    {
        var parent = new Generator(11);
        ulong[] seeds = [.. Enumerable.Range(0, 1000).Select(stream => parent.Fork((ulong)stream).Seed)];
        seeds.Append(parent.Seed).Distinct().Count().ShouldBe(1001);
        parent.Fork(1UL << 32).Seed.ShouldNotBe(parent.Fork(0).Seed);
        parent.Fork(1).Fork(2).Seed.ShouldNotBe(parent.Fork(2).Fork(1).Seed);
        new Generator(12).Fork(0).Seed.ShouldNotBe(parent.Fork(0).Seed);

        parent.NextNormal();
        parent.Fork(3).Seed.ShouldBe(seeds[3]);
        parent.Fork(3).Offset.ShouldBe(0UL);
    }

    [TestCase(0)]
    [TestCase(-5)]
    public void A_bound_that_is_not_positive_is_refused(int bound) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new Generator(1).NextInt32(bound)).Message.ShouldContain(FormattableString.Invariant($"bound is {bound}; expected 1 or more"));

    [Test]
    public void A_normal_distribution_that_is_none_is_refused()
    {
        var generator = new Generator(1);
        double[] values = new double[3];
        Should.Throw<ArgumentOutOfRangeException>(() => generator.FillNormal(values, double.NaN)).ParamName.ShouldBe("mean");
        Should.Throw<ArgumentOutOfRangeException>(() => generator.FillNormal(values, 0, -1)).ParamName.ShouldBe("standardDeviation");
        Should.Throw<ArgumentOutOfRangeException>(() => generator.FillNormal(new float[3], 0, double.PositiveInfinity))
            .Message.ShouldContain("finite number of 0 or more");
        values.ShouldAllBe(value => value == 0);
        generator.Offset.ShouldBe(0UL);
    }

    private static ulong Words(Generator generator, Action<Generator> draw)
    {
        ulong before = generator.Offset;
        draw(generator);
        return generator.Offset - before;
    }

    private static double Draw(Generator generator, byte step) => (step % 6) switch
    {
        0 => generator.NextUInt32(),
        1 => generator.NextUInt64(),
        2 => generator.NextSingle(),
        3 => generator.NextDouble(),
        4 => generator.NextNormal(),
        _ => generator.NextInt32(1 + (step * 8_000_000)),
    };
}
