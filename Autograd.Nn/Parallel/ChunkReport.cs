using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What is told of a chunk that was computed, here or in another process.</summary>
/// <param name="Loss">Its loss.</param>
/// <param name="Seen">What normalizations are to remember of it.</param>
/// <param name="Answers">Its answers and targets, where they are wanted.</param>
internal readonly record struct ChunkReport(ChunkLoss Loss, List<SeenByNorm> Seen, (Tensor Answer, Tensor Targets)? Answers)
{
    /// <summary>
    /// Tells the other processes of the chunks computed here, and of the parameters that have got gradients, and returns what all have told
    /// of all chunks, in order.
    /// </summary>
    public static ChunkReport[] Exchanged(ChunkExchange exchange, Chunk[] own, ParallelParts parts)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (bool arrived in parts.Arrived)
        {
            writer.Write(arrived);
        }

        foreach (Chunk chunk in own)
        {
            chunk.Report.Write(writer, parts.Norms);
        }

        List<ChunkReport> all = [];
        string what = FormattableString.Invariant($"the exchange of losses, call {exchange.Begun}");
        foreach (byte[] told in exchange.Gather(memory.GetBuffer().AsSpan(0, (int)memory.Length), what))
        {
            using var reader = new BinaryReader(new MemoryStream(told));
            for (int i = 0; i < parts.Arrived.Length; i++)
            {
                parts.Arrived[i] |= reader.ReadBoolean();
            }

            while (reader.BaseStream.Position < told.Length)
            {
                all.Add(Read(reader, parts.Norms));
            }
        }

        return [.. all];
    }

    private void Write(BinaryWriter writer, RunningNorm[] norms)
    {
        writer.Write(Loss.HasSamples);
        writer.Write(Loss.Mean);
        writer.Write(Loss.Sum);
        writer.Write(Loss.Divisor);
        writer.Write(Loss.Scale);
        writer.Write(Seen.Count);
        foreach (SeenByNorm seen in Seen)
        {
            writer.Write(Array.IndexOf(norms, seen.Norm));
            writer.Write(seen.Count);
            Write(writer, seen.Means);
            Write(writer, seen.Variances);
        }

        writer.Write(Answers is not null);
        if (Answers is var (answer, targets))
        {
            Write(writer, answer);
            Write(writer, targets);
        }
    }

    private static ChunkReport Read(BinaryReader reader, RunningNorm[] norms)
    {
        var loss = new ChunkLoss(
            reader.ReadBoolean(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        List<SeenByNorm> seen = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            (RunningNorm norm, int numbers) = (norms[reader.ReadInt32()], reader.ReadInt32());
            seen.Add(new(norm, ReadTensor(reader), ReadTensor(reader), numbers));
        }

        return new(loss, seen, reader.ReadBoolean() ? (ReadTensor(reader), ReadTensor(reader)) : null);
    }

    /// <summary>Writes a tensor.</summary>
    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        writer.Write((int)tensor.DType);
        writer.Write(tensor.Rank);
        writer.Write(MemoryMarshal.AsBytes(tensor.Shape.Sizes));
        writer.Write(tensor.Bytes);
    }

    /// <summary>Reads a tensor.</summary>
    internal static Tensor ReadTensor(BinaryReader reader)
    {
        var dtype = (DType)reader.ReadInt32();
        int[] sizes = new int[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(sizes.AsSpan()));
        Tensor tensor = Tensor.Uninitialized(Shape.Of(sizes), dtype);
        reader.BaseStream.ReadExactly(tensor.Bytes);
        return tensor;
    }
}
