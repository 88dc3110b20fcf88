namespace Autograd.Core;

/// <summary>
/// How a tensor is cut for normalization: into [Outer, Groups, Channels, Inner]. The elements of a group have mean and variance in common,
/// each outer index its own or, across them, all the same; each channel of a group has a weight and a bias. A layer norm is [rows, 1,
/// features, 1], a group norm [samples, groups, channels of a group, positions], an instance norm [samples, channels, 1, positions], and a
/// batch norm the same across the samples.
/// </summary>
internal readonly record struct NormLayout(int Outer, int Groups, int Channels, int Inner, bool IsAcross = false)
{
    /// <summary>How many means and variances there are. One is said to be of a row, wherever the elements lie.</summary>
    public int Rows => IsAcross ? Groups : Outer * Groups;

    /// <summary>How many weights, and how many biases.</summary>
    public int Parameters => Groups * Channels;

    /// <summary>How many elements have a mean and variance in common.</summary>
    public int Length => IsAcross ? Outer * Inner : Channels * Inner;

    /// <summary>Whether a row is a column of a matrix.</summary>
    public bool IsColumns => IsAcross && Inner == 1;

    /// <summary>The stretches of memory that a row consists of, each of one channel.</summary>
    public int Segments => IsAcross ? Outer : Channels;

    /// <summary>Where the first of them begins.</summary>
    public int Start(int row) => IsAcross ? row * Inner : row * Length;

    /// <summary>From the beginning of one to that of the next.</summary>
    public int Step => IsAcross ? Groups * Inner : Inner;

    /// <summary>The weight and bias of the first of them.</summary>
    public int Parameter(int row) => IsAcross ? row : row % Groups * Channels;

    /// <summary>From the weight of one to that of the next.</summary>
    public int ParameterStep => IsAcross ? 0 : 1;
}
