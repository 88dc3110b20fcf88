using System.Numerics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Distributed;

/// <summary>The chunks of a step over the ranks of a world.</summary>
internal sealed class MpiExchange(MpiWorld world) : ChunkExchange
{
    public override int Count => world.Size;

    public override int Rank => world.Rank;

    public override long Step { get => world.Step; set => world.Step = value; }

    public override byte[][] Gather(ReadOnlySpan<byte> own) => world.AllGather(own, "the exchange of losses");

    public override void Sum(Tensor block) => DTypes.Run(new Total(world, block), block.DType);

    public override void ExpectSame(string what, string value) => world.ExpectSame(what, value);

    private readonly struct Total(MpiWorld world, Tensor block) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T> => world.AllReduce(block.AsWritableSpan<T>(), "the sum of the gradients");
    }
}
