using System.Globalization;

namespace Autograd.Core;

/// <summary>Windows of one size at one distance from each other.</summary>
internal sealed class FixedPooling : PoolingGeometry
{
    private readonly int[] _kernelSize, _stride, _padding, _dilation;
    private readonly bool _ceilMode;

    public FixedPooling(string op, int axes, int[] kernelSize, int[] stride, int[] padding, int[] dilation, bool ceilMode)
        : base(op, axes)
    {
        _kernelSize = Expected(kernelSize, 1);
        _stride = Expected(stride, 1, mayBeNone: true) is [] ? kernelSize : stride;
        _padding = Expected(padding, 0);
        _dilation = Expected(dilation, 1);
        _ceilMode = ceilMode;
        for (int i = 0; i < kernelSize.Length; i++)
        {
            if (padding[i] > kernelSize[i] / 2)
            {
                throw new ArgumentException(
                    $"{op}: padding is {Value(padding)} and kernelSize {Value(kernelSize)}; expected a padding of half of the kernel at " +
                    "most, for a window further out would lie in the padding alone.", nameof(padding));
            }
        }
    }

    // PyTorch's rule for what is left at the end: it is a window if it begins within the input or the padding before it.
    protected override WindowAxis Windows(Shape shape, Index axis)
    {
        int size = shape[axis], kernel = _kernelSize[axis], stride = _stride[axis], padding = _padding[axis];
        int dilation = _dilation[axis];
        long padded = size + (2L * padding), span = WindowAxis.Reach(kernel, dilation), rest = padded - span;
        if (padded > int.MaxValue || rest + (_ceilMode ? stride - 1 : 0) < 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{Op}: along axis {axis.GetOffset(shape.Rank)} of the input {shape} a kernel of {kernel} with dilation {dilation} " +
                    $"spans {span}, and the input {padded} with padding {padding}; expected it to span no more. Take a smaller one."));
        }

        long output = (rest / stride) + 1;
        if (_ceilMode)
        {
            output = ((rest + stride - 1) / stride) + 1;
            output -= (output - 1) * stride >= (long)size + padding ? 1 : 0;
        }

        return new(size, (int)output, kernel, stride, dilation, padding);
    }
}
