using System.Globalization;
using System.Numerics;
using System.Text;

namespace Autograd.Core;

/// <summary>Writes a tensor's elements as nested brackets.</summary>
internal sealed class TensorPrinter
{
    private const int MostShown = 1000;
    private const int Edge = 3;
    private const int LineLength = 100;
    private const int MostDecimals = 4;
    private const double MostInteger = 1e15;

    private readonly StringBuilder _text = new();
    private readonly Shape _shape;
    private readonly bool _isSummary;
    private readonly List<int> _shown = [];
    private readonly string[] _words;
    private readonly int _width;
    private int _next;

    private TensorPrinter(Tensor tensor)
    {
        _shape = tensor.Shape;
        _isSummary = tensor.Count > MostShown;
        Select(0, 0);
        _words = new string[_shown.Count];
        DTypes.Run(new WordsKernel(tensor, _shown, _words), tensor.DType);
        int longest = _words.Max(word => word.Length);

        // A vector on one line has no columns to align.
        _width = tensor.Rank == 1 && _words.Sum(word => word.Length + 2) <= LineLength ? 0 : longest;
    }

    public static string Print(Tensor tensor)
    {
        if (tensor.Count == 0)
        {
            return tensor.Rank == 1 ? "[]" : $"[] of shape {tensor.Shape}";
        }

        var printer = new TensorPrinter(tensor);
        printer.Write(0);
        return printer._text.ToString();
    }

    // Collects the positions of the elements that are shown, row by row.
    private void Select(int axis, int start)
    {
        if (axis == _shape.Rank)
        {
            _shown.Add(start);
            return;
        }

        int stride = _shape.CountOf((axis + 1)..);
        foreach (int place in Places(axis))
        {
            Select(axis + 1, start + (place * stride));
        }
    }

    // Those along an axis that are shown.
    private IEnumerable<int> Places(int axis) => _isSummary && _shape[axis] > 2 * Edge
        ? [.. Enumerable.Range(0, Edge), .. Enumerable.Range(_shape[axis] - Edge, Edge)]
        : Enumerable.Range(0, _shape[axis]);

    private void Write(int axis)
    {
        if (axis == _shape.Rank)
        {
            _text.Append(_words[_next++].PadLeft(_width));
            return;
        }

        bool isRow = axis == _shape.Rank - 1;
        int used = axis + 1, next = 0;
        string newLine = (isRow ? "\n" : new string('\n', _shape.Rank - axis - 1)) + new string(' ', axis + 1);
        _text.Append('[');
        foreach (int place in Places(axis))
        {
            bool leavesOut = place > next;
            next = place + 1;
            if (place > 0)
            {
                int length = leavesOut ? 3 : Math.Max(_width, isRow ? _words[_next].Length : 0);
                bool breaks = !isRow || used + length + 1 > LineLength;
                _text.Append(',').Append(breaks ? newLine : " ");
                used = breaks ? axis + 1 : used;
            }

            if (leavesOut)
            {
                _text.Append("...,").Append(isRow ? " " : newLine);
                used += 5;
            }

            Write(axis + 1);
            used += isRow ? Math.Max(_width, _words[_next - 1].Length) + 2 : 0;
        }

        _text.Append(']');
    }

    private readonly struct WordsKernel(ArrayView elements, List<int> shown, string[] words) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ArrayView all = elements;
            T[] picked = [.. shown.Select(place => all.Numbers<T>()[place])];
            (elements.DType.IsFloat() ? Numbers(picked)
                : elements.DType.IsInteger() ? Array.ConvertAll(picked, number => number.ToString(null, CultureInfo.InvariantCulture))
                : Array.ConvertAll(picked, flag => T.IsZero(flag) ? "false" : "true")).CopyTo(words, 0);
        }
    }

    private static string Shortest<T>(T number) where T : INumber<T> =>
        number.ToString(T.IsInteger(number) && T.Abs(number) < T.CreateChecked(MostInteger) ? "F0" : null, CultureInfo.InvariantCulture)
            .Replace('E', 'e');

    // One number in all its digits. Several in one format: the fewest decimals that give every number back when read, else four; integers,
    // too large for few decimals with an exponent, in full.
    private static string[] Numbers<T>(T[] elements) where T : INumber<T>
    {
        if (elements is [T only] && T.IsFinite(only))
        {
            return [Shortest(only)];
        }

        double[] numbers = Array.ConvertAll(elements, double.CreateTruncating);
        double[] sizes = [.. numbers.Where(x => double.IsFinite(x) && x != 0).Select(Math.Abs)];
        bool areIntegers = Array.TrueForAll(sizes, size => size == Math.Truncate(size));
        bool wantsExponent = sizes.Length > 0
            && (sizes.Max() >= 1e8 || (!areIntegers && (sizes.Min() < 1e-4 || sizes.Max() / sizes.Min() > 1000)));
        for (int decimals = 0; ; decimals++)
        {
            string fraction = decimals == 0 ? "" : "." + new string('0', decimals);
            string format = wantsExponent ? $"0{fraction}e+00" : $"F{decimals}";
            string[] words = Array.ConvertAll(numbers, x => Word(x, format));
            if (decimals == MostDecimals && wantsExponent && areIntegers && sizes.Max() < MostInteger)
            {
                return Array.ConvertAll(numbers, x => Word(x, "F0"));
            }

            if (decimals == MostDecimals || elements.Zip(words).All(pair =>
                !T.IsFinite(pair.First) || T.Parse(pair.Second, CultureInfo.InvariantCulture) == pair.First))
            {
                return words;
            }
        }
    }

    private static string Word(double x, string format) =>
        x.ToString(format, CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal);
}
