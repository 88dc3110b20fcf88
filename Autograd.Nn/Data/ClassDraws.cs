namespace Autograd.Nn;

/// <summary>
/// What has been drawn of one class. Draws go round the class, so no sample comes a second time before each has come once; repeats and
/// never-seen samples follow from the two numbers.
/// </summary>
/// <param name="Samples">How many samples the class has.</param>
/// <param name="Draws">How often one of them has been drawn.</param>
public sealed record ClassDraws(int Samples, long Draws)
{
    /// <summary>Draws beyond the first of each sample.</summary>
    public long Repeats => Math.Max(0, Draws - Samples);

    /// <summary>Samples not drawn yet.</summary>
    public int NeverSeen => (int)Math.Max(0, Samples - Draws);
}
