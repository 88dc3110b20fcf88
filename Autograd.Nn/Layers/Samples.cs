using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What layers of signals and images take, by one rule: a batch of samples, or a single one without the axis of the batch, which gives what
/// a batch of one would. Where the number of axes does not tell which it is, there must be a batch.
/// </summary>
internal enum Samples
{
    /// <summary>Rows or signals: two axes are a batch of rows, not a signal.</summary>
    OfRows,

    /// <summary>Channels along one axis of places.</summary>
    OfSignals,

    /// <summary>Channels along two axes of places.</summary>
    OfImages,
}

/// <summary>How that rule is applied.</summary>
internal static class SamplesExtensions
{
    /// <summary>Whether the input has a batch.</summary>
    /// <param name="samples">What the layer takes.</param>
    /// <param name="input">The input.</param>
    /// <param name="layer">The layer, for messages.</param>
    /// <param name="channels">How many channels it takes; null for any number.</param>
    /// <exception cref="ArgumentException">It is no such sample nor a batch of them.</exception>
    public static bool HasBatch(this Samples samples, Tensor input, string layer, int? channels = null)
    {
        (int single, string expected) = samples switch
        {
            Samples.OfRows => (-1, "[batch, channels] or [batch, channels, length]"),
            Samples.OfSignals => (2, "[batch, channels, length] or [channels, length]"),
            _ => (3, "[batch, channels, height, width] or [channels, height, width]"),
        };
        int rank = input.Rank;
        bool isSingle = rank == single, isBatch = samples == Samples.OfRows ? rank is 2 or 3 : rank == single + 1;
        return (isSingle || isBatch) && (channels is null || input.Shape[isBatch ? 1 : 0] == channels)
            ? isBatch
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{layer}: the input is {input.Shape}; expected {expected}{(channels is { } count ? $" with {count} channels" : "")}."),
                nameof(input));
    }
}
