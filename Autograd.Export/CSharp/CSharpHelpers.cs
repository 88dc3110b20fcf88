using System.Text.RegularExpressions;

namespace Autograd.Export;

/// <summary>The methods that the written classes call: each is C# 9, allocates nothing, and sums in double precision.</summary>
internal static partial class CSharpHelpers
{
    // What is always there.
    private static readonly string[] s_own =
        ["Predict", "InputLength", "OutputLength", "ScratchLength", "s_scratch", "Math", "Span", "ReadOnlySpan", "Vector", "MemoryMarshal"];

    private static readonly Dictionary<string, string> s_texts = All();

    /// <summary>Whether a name is that of a method or another member.</summary>
    public static bool IsTaken(string name) => s_texts.ContainsKey(name) || s_own.Contains(name);

    /// <summary>The texts of some methods and of those that they call in turn.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> names)
    {
        List<string> wanted = [.. names.Order(StringComparer.Ordinal)];
        for (int i = 0; i < wanted.Count; i++)
        {
            string text = s_texts[wanted[i]];
            wanted.AddRange(Calls().Matches(text).Select(match => match.Groups[1].Value)
                .Where(name => s_texts.ContainsKey(name) && !wanted.Contains(name)).Distinct());
            yield return text;
        }
    }

    private static Dictionary<string, string> All()
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal);
        IEnumerable<string> texts = CSharpFunctions.Unary.Values.Select(CSharpFunctions.OfOne)
            .Concat(CSharpFunctions.Binary.Values.Select(CSharpFunctions.OfTwo)).Concat(Numbers).Concat(Layers).Concat(Windows);
        foreach (string text in texts)
        {
            all.Add(Calls().Match(text).Groups[1].Value, text);
        }

        return all;
    }

    [GeneratedRegex(@"(?<![.\w])(\w+)\(")]
    private static partial Regex Calls();

    // Functions of single numbers that the framework lacks.
    private static string[] Numbers =>
    [
        """
        private static double Logistic(double x)
        {
            return 1 / (1 + Math.Exp(-x));
        }
        """,
        """
        // e to the power x, less 1, precise near 0 (Kahan).
        private static double Expm1(double x)
        {
            double u = Math.Exp(x);
            return u == 1 ? x : u == 0 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
        }
        """,
        """
        // The logarithm of 1 + x, precise near 0 (Kahan).
        private static double Log1p(double x)
        {
            double u = 1 + x;
            return u == 1 || double.IsInfinity(u) ? x : Math.Log(u) * x / (u - 1);
        }
        """,
        """
        private static double LogOnePlusExp(double x)
        {
            return Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));
        }
        """,
        """
        // The distribution function of the normal distribution: a series in the middle, a continued fraction in the tails.
        private static double NormalCdf(double x)
        {
            double z = Math.Abs(x) * 0.7071067811865476, tail;
            if (z < 3)
            {
                double term = z, sum = z;
                for (int n = 1; term > 1e-17 * sum; n++)
                {
                    term *= 2 * z * z / (2 * n + 1);
                    sum += term;
                }

                tail = 0.5 - 0.5641895835477563 * Math.Exp(-z * z) * sum;
            }
            else
            {
                double fraction = z;
                for (int n = 40; n > 0; n--)
                {
                    fraction = z + 0.5 * n / fraction;
                }

                tail = 0.28209479177387814 * Math.Exp(-z * z) / fraction;
            }

            return double.IsNaN(x) ? x : x < 0 ? tail : 1 - tail;
        }
        """,
    ];
}
