using System.Numerics;

namespace Autograd.Core;

/// <summary>How far numbers reach, and how many of them are none.</summary>
internal readonly record struct ValueRange(double Lowest, double Highest, int Nans, int Infinities)
{
    /// <summary>Of the elements of a tensor.</summary>
    public static ValueRange Of(Tensor tensor)
    {
        var range = new ValueRange[1];
        if (tensor.DType != DType.Bool)
        {
            DTypes.Run(new Kernel(tensor, range), tensor.DType);
        }

        return range[0];
    }

    /// <summary>Whether all are numbers, and finite.</summary>
    public bool IsFinite => Nans == 0 && Infinities == 0;

    /// <summary>The tensor's type and shape, and the range.</summary>
    public static string Describe(Tensor tensor)
    {
        string start = $"{tensor.DType} {tensor.Shape}";
        if (tensor.DType == DType.Bool || tensor.Count == 0)
        {
            return start;
        }

        ValueRange range = Of(tensor);
        string finite = range.Lowest > range.Highest ? "no finite number"
            : FormattableString.Invariant($"from {range.Lowest:G6} to {range.Highest:G6}");
        return $"{start}, {finite}{(range.IsFinite ? "" : $", and {range.Count()}")}";
    }

    /// <summary>How many are not finite, in words.</summary>
    public string Count() => (Nans, Infinities) switch
    {
        (_, 0) => FormattableString.Invariant($"{Nans} NaN"),
        (0, _) => FormattableString.Invariant($"{Infinities} infinite"),
        _ => FormattableString.Invariant($"{Nans} NaN and {Infinities} infinite"),
    };

    private readonly struct Kernel(Tensor tensor, ValueRange[] range) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            (double low, double high, int nans, int infinities) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0);
            foreach (T element in tensor.Elements<T>())
            {
                if (T.IsFinite(element))
                {
                    double number = double.CreateTruncating(element);
                    (low, high) = (Math.Min(low, number), Math.Max(high, number));
                }
                else
                {
                    _ = T.IsNaN(element) ? nans++ : infinities++;
                }
            }

            range[0] = new(low, high, nans, infinities);
        }
    }
}
