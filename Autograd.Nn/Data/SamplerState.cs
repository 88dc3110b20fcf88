using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Reads what a state dictionary holds of a sampler; whatever does not fit is refused by name.</summary>
/// <param name="state">The dictionary.</param>
/// <param name="owner">Whose state it is, for messages.</param>
internal sealed class SamplerState(IReadOnlyDictionary<string, Tensor> state, string owner)
{
    private readonly IReadOnlyDictionary<string, Tensor> _state = state ?? throw new ArgumentNullException(nameof(state));
    private readonly HashSet<string> _known = [];

    /// <summary>The numbers under a name.</summary>
    public long[] Numbers(string name)
    {
        _known.Add(name);
        Tensor? numbers = _state.GetValueOrDefault(name);
        return numbers is { DType: DType.Int64, Rank: <= 1 }
            ? numbers.ToArray<long>()
            : throw Unfit(
                numbers is null ? $"the state lacks '{name}'"
                    : $"'{name}' is {numbers.DType} {numbers.Shape}; expected Int64 numbers of one axis");
    }

    /// <summary>The number under a name.</summary>
    public long Number(string name) => Numbers(name) is [long number] ? number : throw Unfit($"'{name}' is not one number");

    /// <summary>The number under a name, if it is from 0 to a largest.</summary>
    public long Number(string name, long largest) => Number(name) is var number && number >= 0 && number <= largest
        ? number
        : throw Unfit(FormattableString.Invariant($"'{name}' is {number}; expected ") +
            (largest == long.MaxValue ? "0 or more" : FormattableString.Invariant($"0 to {largest}")));

    /// <summary>The seed and offset of a generator.</summary>
    public (ulong Seed, ulong Offset) Generator(string name) => Numbers(name) is [long seed, long offset]
        ? ((ulong)seed, (ulong)offset)
        : throw Unfit($"'{name}' is not a seed and an offset");

    /// <summary>All that was asked for is all there is.</summary>
    public void End()
    {
        foreach (string name in _state.Keys)
        {
            if (!_known.Contains(name))
            {
                throw Unfit($"'{name}' is nothing that the sampler remembers");
            }
        }
    }

    /// <summary>What to throw where the state does not fit.</summary>
    public ArgumentException Unfit(string reason, string argument = "state") =>
        new($"{owner}.LoadState: {reason}. Nothing was loaded; load the state of a sampler with the same settings over the same samples.",
            argument);
}
