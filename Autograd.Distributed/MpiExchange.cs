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

    protected override byte[][] Gathered(ReadOnlySpan<byte> own, string what) => world.AllGather(own, what);

    public override void Sum(Tensor block) => DTypes.Run(new Total(world, block), block.DType);

    protected override Exception Refused(string why) => new MpiException($"MpiWorld: {why}");

    private readonly struct Total(MpiWorld world, Tensor block) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T> => world.AllReduce(block.AsWritableSpan<T>(), "the sum of the gradients");
    }
}
