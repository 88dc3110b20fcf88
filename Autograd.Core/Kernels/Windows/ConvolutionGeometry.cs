namespace Autograd.Core;

/// <summary>The geometry of a convolution: its shapes and its windows. Channels count within one group.</summary>
internal readonly record struct ConvolutionGeometry(
    int Batch, int Groups, int InChannels, int OutChannels, WindowAxis Vertical, WindowAxis Horizontal)
{
    /// <summary>The elements of a weight that one output channel has.</summary>
    public int Depth => InChannels * Vertical.Kernel * Horizontal.Kernel;

    /// <summary>The elements of one channel of the image.</summary>
    public int Image => Vertical.Size * Horizontal.Size;

    /// <summary>The windows of one image.</summary>
    public int Windows => Vertical.Count * Horizontal.Count;
}
