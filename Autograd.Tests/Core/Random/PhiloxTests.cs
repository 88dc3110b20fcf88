using System.Runtime.Intrinsics;
using Autograd.Core;

namespace Autograd.Tests.Core.Random;

public sealed class PhiloxTests
{
    // The philox4x32 10 lines of Random123's tests/kat_vectors: counter words, key words, output words.
    [TestCase("00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8", TestName = "Zeros")]
    [TestCase("ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd", TestName = "All ones")]
    [TestCase("243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1", TestName = "Digits of pi")]
    public void Known_answers_of_Random123(string line)
    {
        uint[] words = Array.ConvertAll(line.Split(' '), word => Convert.ToUInt32(word, 16));
        Vector128<uint> counter = Vector128.Create(words[0], words[1], words[2], words[3]);
        ulong key = words[4] | ((ulong)words[5] << 32);
        Philox.Block(counter, key).ShouldBe(Vector128.Create(words[6], words[7], words[8], words[9]));
    }

    // Lengths around the four blocks that are made at once, and a counter that carries into its second word.
    [Test]
    public void Blocks_in_bulk_are_the_blocks_one_by_one([Range(0, 13)] int count)
    {
        const ulong first = 0x7_ffff_fffa;
        const ulong key = 0x299f31d0_a4093822;
        uint[] words = new uint[4 * count];
        Philox.Fill(words, first, key);
        for (int i = 0; i < count; i++)
        {
            Vector128<uint> block = Philox.Block(Vector128.Create(first + (ulong)i, 0).AsUInt32(), key);
            Vector128.Create(words, 4 * i).ShouldBe(block);
        }
    }
}
