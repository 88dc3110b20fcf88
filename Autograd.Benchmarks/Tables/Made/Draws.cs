using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>What the made tables draw besides uniform and normal numbers.</summary>
internal static class Draws
{
    /// <summary>One of some values, by their shares, which sum to 1.</summary>
    internal static int Pick(this Generator generator, ReadOnlySpan<double> shares)
    {
        double left = generator.NextDouble();
        int i = 0;
        for (; i < shares.Length - 1 && left >= shares[i]; i++)
        {
            left -= shares[i];
        }

        return i;
    }

    /// <summary>Whether something happens that has this probability.</summary>
    internal static bool Happens(this Generator generator, double probability) => generator.NextDouble() < probability;

    /// <summary>A count of rare events (Knuth's way).</summary>
    internal static int NextPoisson(this Generator generator, double mean)
    {
        int count = 0;
        for (double product = generator.NextDouble(), limit = Math.Exp(-mean); product > limit; product *= generator.NextDouble())
        {
            count++;
        }

        return count;
    }

    /// <summary>Normal numbers, of mean 0.</summary>
    internal static double[] Normals(this Generator generator, int count, double deviation = 1)
    {
        double[] values = new double[count];
        generator.FillNormal(values, 0, deviation);
        return values;
    }

    /// <summary>Shares that fall as the power of the rank, as those of words and customers do (Zipf).</summary>
    internal static double[] Zipf(int count, double power)
    {
        double[] shares = [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -power))];
        double sum = shares.Sum();
        return Array.ConvertAll(shares, share => share / sum);
    }

    /// <summary>The chances of classes by their logits.</summary>
    internal static double[] Softmax(params double[] logits)
    {
        double most = logits.Max();
        double[] weights = Array.ConvertAll(logits, logit => Math.Exp(logit - most));
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    internal static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
