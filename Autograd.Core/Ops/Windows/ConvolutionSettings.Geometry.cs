namespace Autograd.Core;

internal sealed partial record ConvolutionSettings
{
    private string Axes => Dimensions == 1 ? "length" : "height, width";

    /// <summary>The geometry for an input, a weight and a bias, if any, and the shape of the output.</summary>
    /// <exception cref="ArgumentException">They do not fit each other or the settings.</exception>
    public ConvolutionGeometry Geometry(Shape x, Shape w, Shape? bias, out Shape output)
    {
        if (x.Rank != Dimensions + 1 && x.Rank != Dimensions + 2)
        {
            throw new ArgumentException($"{Name}: the input is {x}; expected [batch, channels, {Axes}] or [channels, {Axes}].");
        }

        if (w.Rank != Dimensions + 2 || w.CountOf(^Dimensions..) == 0)
        {
            throw new ArgumentException(IsTransposed
                ? $"{Name}: the weight is {w}; expected [in, out / groups, {Axes}], with a kernel of at least one tap."
                : $"{Name}: the weight is {w}; expected [out, in / groups, {Axes}], with a kernel of at least one tap.");
        }

        int channel = x.Rank - Dimensions - 1, channels = x[channel];
        if (w[0] % Groups != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: groups is {Groups} and the weight {w}; expected a number that divides its first axis, {w[0]}."));
        }

        long taken = IsTransposed ? w[0] : (long)w[1] * Groups;
        if (channels != taken)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: the input {x} has {channels} channels and the weight {w} with groups {Groups} takes {taken}; expected as many") +
                (x[^1] == taken ? ". The channels stand before the places: Permute them where they are last." : "."));
        }

        long results = IsTransposed ? (long)w[1] * Groups : w[0];
        if (bias is not null && (bias.Rank != 1 || bias.Count != results))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: the bias is {bias} and the weight {w} with groups {Groups}; expected a bias of [{results}]."));
        }

        WindowAxis vertical = WindowAxis.None;
        if (Dimensions == 2)
        {
            vertical = Axis(x, w, ^2, "height", Stride.Height, Padding.Size.Height, Dilation.Height, OutputPadding.Height);
        }

        WindowAxis horizontal = Axis(x, w, ^1, Dimensions == 1 ? "length" : "width", Stride.Width, Padding.Size.Width, Dilation.Width,
            OutputPadding.Width);
        output = Output(x, channel, results, vertical, horizontal);
        int inside = (IsTransposed ? (int)results : channels) / Groups, outside = w[0] / Groups;
        return new(channel == 0 ? 1 : x[0], Groups, inside, outside, vertical, horizontal);
    }

    // Of a transposed convolution the output is the image, and its input what comes out of the windows.
    private Shape Output(Shape x, int channel, long channels, WindowAxis vertical, WindowAxis horizontal)
    {
        Shape output = x.With(channel, channels, Name).With(x.Rank - 1, IsTransposed ? horizontal.Size : horizontal.Count, Name);
        return Dimensions == 1 ? output : output.With(x.Rank - 2, IsTransposed ? vertical.Size : vertical.Count, Name);
    }

    private WindowAxis Axis(Shape x, Shape w, Index axis, string name, int stride, int padding, int dilation, int outputPadding)
    {
        int size = x[axis], kernel = w[axis];
        long reach = WindowAxis.Reach(kernel, dilation);
        if (size == 0)
        {
            throw new ArgumentException($"{Name}: the input {x} has no elements along its {name}; expected at least one.");
        }

        if (IsTransposed)
        {
            long whole = ((long)(size - 1) * stride) - (2L * padding) + reach + outputPadding;
            if (whole < 1)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{Name}: of the input {x} and the weight {w} the output's {name} would be {whole}; expected at least 1. ") +
                    "Take less padding, a larger kernel or a longer input.");
            }

            return new(Fitting(whole, x, w, name), size, kernel, stride, dilation, padding);
        }

        long padded = size + (Padding.IsSame ? reach - 1 : 2L * padding);
        if (reach > padded)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: the kernel of the weight {w} reaches over {reach} positions along the {name}, and the input {x} has {padded} ") +
                "with its padding; expected no more. Take a smaller kernel or dilation, more padding or a larger input.");
        }

        int before = Padding.IsSame ? Fitting((reach - 1) / 2, x, w, name) : padding;
        return new(size, Fitting(((padded - reach) / stride) + 1, x, w, name), kernel, stride, dilation, before);
    }

    private int Fitting(long size, Shape x, Shape w, string name) => size <= int.MaxValue ? (int)size : throw new ArgumentException(
        FormattableString.Invariant($"{Name}: of the input {x} and the weight {w} the output's {name} would be {size}; ") +
            "no tensor is so long.");
}
