using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>A convolution as its formula has it, in double precision, and the three sums that are its value and its gradients.</summary>
internal sealed record NaiveConvolution(
    int Batch, int Groups, int In, int Out, Size2d Image, Size2d Kernel, Size2d Stride, Size2d Padding, Size2d Dilation)
{
    public Size2d Windows => (Count(Image.Height, Kernel.Height, Stride.Height, Padding.Height, Dilation.Height),
        Count(Image.Width, Kernel.Width, Stride.Width, Padding.Width, Dilation.Width));

    public Shape X => [Batch, Groups * In, Image.Height, Image.Width];

    public Shape W => [Groups * Out, In, Kernel.Height, Kernel.Width];

    public Shape Y => [Batch, Groups * Out, Windows.Height, Windows.Width];

    public double[] Value(double[] x, double[] w)
    {
        double[] y = new double[Y.Count];
        ForEach((i, j, k) => y[k] += x[i] * w[j]);
        return y;
    }

    public double[] ByImage(double[] w, double[] dy)
    {
        double[] dx = new double[X.Count];
        ForEach((i, j, k) => dx[i] += w[j] * dy[k]);
        return dx;
    }

    public double[] ByWeight(double[] x, double[] dy)
    {
        double[] dw = new double[W.Count];
        ForEach((i, j, k) => dw[j] += x[i] * dy[k]);
        return dw;
    }

    private static int Count(int size, int kernel, int stride, int padding, int dilation) =>
        ((size + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;

    // The elements of image, weight and result that meet.
    private void ForEach(Action<int, int, int> meet)
    {
        Size2d windows = Windows;
        for (int n = 0; n < Batch; n++)
        {
            for (int o = 0; o < Groups * Out; o++)
            {
                for (int c = 0; c < In; c++)
                {
                    int image = ((n * Groups * In) + (o / Out * In) + c) * Image.Height * Image.Width;
                    int weight = ((o * In) + c) * Kernel.Height * Kernel.Width;
                    int result = ((n * Groups * Out) + o) * windows.Height * windows.Width;
                    for (int window = 0; window < windows.Height * windows.Width; window++)
                    {
                        int top = (window / windows.Width * Stride.Height) - Padding.Height;
                        int left = (window % windows.Width * Stride.Width) - Padding.Width;
                        for (int down = 0; down < Kernel.Height; down++)
                        {
                            int i = top + (down * Dilation.Height);
                            for (int across = 0; across < Kernel.Width && i >= 0 && i < Image.Height; across++)
                            {
                                int j = left + (across * Dilation.Width);
                                if (j >= 0 && j < Image.Width)
                                {
                                    meet(image + (i * Image.Width) + j, weight + (down * Kernel.Width) + across, result + window);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
