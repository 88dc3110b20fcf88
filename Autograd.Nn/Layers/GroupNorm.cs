using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Group normalization (Wu and He, 2018, arXiv:1803.08494): the channels of each sample are cut into groups, and each is standardized over
/// its channels and places, then each channel multiplied by a weight, at first 1, and moved by a bias, at first 0. The shape,
/// [batch, channels, ...], stays. In use it does what it does in training.
/// </summary>
public sealed class GroupNorm : Layer
{
    /// <summary>A layer of so many groups.</summary>
    /// <param name="groups">The number of groups, which divides that of channels.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="epsilon">What is added to the variance, positive.</param>
    /// <param name="affine">Whether there are weights and biases.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels, or a setting is outside of its range.</exception>
    public GroupNorm(int groups, int channels, double epsilon = NormOp.DefaultEpsilon, bool affine = true)
    {
        Groups = Expect.AtLeast(1, groups, nameof(GroupNorm));
        Channels = Expect.AtLeast(1, channels, nameof(GroupNorm)) % groups == 0 ? channels : throw new ArgumentException(
            FormattableString.Invariant($"GroupNorm: there are {groups} groups and {channels} channels; expected groups that divide them."),
            nameof(groups));
        Expect.Fits(nameof(GroupNorm), (nameof(channels), channels));
        Epsilon = Expect.Positive(epsilon, nameof(GroupNorm));
        Weight = affine ? new Parameter([channels], new Constant(1), decays: false) : null;
        Bias = affine ? new Parameter([channels], new Constant(0), decays: false) : null;
    }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>The weights of the channels, or null.</summary>
    public Parameter? Weight { get; private init => field = Register(value); }

    /// <summary>The biases of the channels, or null.</summary>
    public Parameter? Bias { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Rank >= 2 && input.Shape[1] == Channels
        ? input.GroupNorm(Groups, Weight?.Value, Bias?.Value, Epsilon)
        : throw new ArgumentException(
            FormattableString.Invariant($"GroupNorm: the input is {input.Shape}; expected [batch, channels, ...] with {Channels} ") +
                "channels.",
            nameof(input));

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"GroupNorm({Groups} of {Channels}{(Weight is null ? ", not affine" : "")})");
}
