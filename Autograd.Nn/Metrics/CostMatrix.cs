using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What a decision costs: <c>costs[actual, decided]</c> for a sample of class <c>actual</c> that is taken for class <c>decided</c>. A
/// calibrated network serves any purpose so: of each sample's probabilities the decision is the one that costs least in the mean,
/// argmin_d Σ_a p_a · cost[a, d] (Elkan 2001).
/// </summary>
/// <example><code>
/// var costs = new CostMatrix(new double[,] { { 0, 1 }, { 20, 0 } });      // to miss a patient is as bad as 20 false alarms
/// Tensor decided = costs.Decide(model.Forward(test.Inputs).Softmax(1));
/// </code></example>
public sealed class CostMatrix
{
    private readonly double[] _costs;

    /// <summary>A matrix of costs.</summary>
    /// <param name="costs">The cost of deciding for a class (column) where a class is the actual one (row); gains are negative.</param>
    /// <exception cref="ArgumentException">There are not as many rows as columns, none, or a cost is not finite.</exception>
    public CostMatrix(double[,] costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        ClassCount = costs.GetLength(0);
        if (ClassCount == 0 || costs.GetLength(1) != ClassCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"CostMatrix: the costs are [{ClassCount}, {costs.GetLength(1)}]; ") +
                "expected a row and a column for each class.", nameof(costs));
        }

        _costs = new double[costs.Length];
        for (int i = 0; i < _costs.Length; i++)
        {
            double cost = _costs[i] = costs[i / ClassCount, i % ClassCount];
            if (!double.IsFinite(cost))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"CostMatrix: the cost of [{i / ClassCount}, {i % ClassCount}] is {cost}; ") +
                    "expected a finite number.", nameof(costs));
            }
        }
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>The cost of deciding for a class where another is the actual one.</summary>
    /// <param name="actual">The class the sample belongs to.</param>
    /// <param name="decided">The class it is taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double this[int actual, int decided]
    {
        get
        {
            ConfusionMatrix.CheckClass(actual, ClassCount, nameof(actual), nameof(CostMatrix));
            ConfusionMatrix.CheckClass(decided, ClassCount, nameof(decided), nameof(CostMatrix));
            return _costs[(actual * ClassCount) + decided];
        }
    }

    /// <summary>
    /// Every mistake about a class costs 1 / its prior: classes weigh alike, however rare. The decision is then argmax_c p_c / prior_c,
    /// which makes balanced accuracy as high as the probabilities allow.
    /// </summary>
    /// <param name="priors">The share of samples of each class, such as <see cref="TensorDataset.ClassFrequencies"/> gives.</param>
    /// <exception cref="ArgumentException">A prior is not positive, or they do not sum to 1.</exception>
    public static CostMatrix DividingByPriors(params ReadOnlySpan<double> priors)
    {
        PriorCorrection.ExpectPriors(priors, nameof(CostMatrix), nameof(priors));
        double[,] costs = new double[priors.Length, priors.Length];
        for (int actual = 0; actual < priors.Length; actual++)
        {
            for (int decided = 0; decided < priors.Length; decided++)
            {
                costs[actual, decided] = actual == decided ? 0 : 1 / priors[actual];
            }
        }

        return new(costs);
    }

    /// <summary>The class to decide for, sample by sample; of equal costs the first.</summary>
    /// <param name="probabilities">The probabilities of the classes, [samples, classes]; of logits make them with Softmax(1).</param>
    /// <returns>Int64 classes, [samples].</returns>
    /// <exception cref="ArgumentException">They are no probabilities of these classes.</exception>
    public Tensor Decide(Tensor probabilities)
    {
        double[] expected = Expected(probabilities);
        long[] decided = new long[expected.Length / ClassCount];
        for (int i = 0; i < decided.Length; i++)
        {
            ReadOnlySpan<double> row = expected.AsSpan(i * ClassCount, ClassCount);
            for (int d = 1; d < ClassCount; d++)
            {
                decided[i] = row[d] < row[(int)decided[i]] ? d : decided[i];
            }
        }

        return Tensor.From(decided);
    }

    /// <summary>What each decision costs in the mean, sample by sample: Σ_a p_a · cost[a, d].</summary>
    /// <param name="probabilities">The probabilities of the classes, [samples, classes].</param>
    /// <returns>Float64 costs, [samples, classes].</returns>
    /// <exception cref="ArgumentException">They are no probabilities of these classes.</exception>
    public Tensor ExpectedCosts(Tensor probabilities) => Tensor.From(Expected(probabilities), probabilities.Shape);

    /// <summary>What the decisions that were counted have cost in the mean; NaN where there are none.</summary>
    /// <param name="decisions">Which classes were taken for which.</param>
    /// <exception cref="ArgumentException">They are of more or fewer classes.</exception>
    public double MeanCost(ConfusionMatrix decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        if (decisions.ClassCount != ClassCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"CostMatrix: the decisions are of {decisions.ClassCount} classes; expected {ClassCount}."),
                nameof(decisions));
        }

        double sum = 0;
        for (int i = 0; i < _costs.Length; i++)
        {
            sum += _costs[i] * decisions[i / ClassCount, i % ClassCount];
        }

        return decisions.Count == 0 ? double.NaN : sum / decisions.Count;
    }

    /// <summary>The costs, with a row per actual class.</summary>
    public override string ToString()
    {
        string[] costs = Array.ConvertAll(_costs, cost => cost.ToString("G6", CultureInfo.InvariantCulture));
        int width = Math.Max(6, costs.Max(cost => cost.Length) + 1);
        var table = new StringBuilder("actual");
        for (int d = 0; d < ClassCount; d++)
        {
            table.Append(("→" + d.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
        }

        for (int i = 0; i < costs.Length; i++)
        {
            _ = i % ClassCount == 0 ? table.Append('\n').Append(CultureInfo.InvariantCulture, $"{i / ClassCount,6}") : table;
            table.Append(costs[i].PadLeft(width));
        }

        return table.ToString();
    }

    private double[] Expected(Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Rank != 2 || probabilities.Shape[1] != ClassCount || !probabilities.DType.IsFloat())
        {
            throw new ArgumentException(
                FormattableString.Invariant($"CostMatrix: the probabilities are {probabilities.DType} {probabilities.Shape}; ") +
                FormattableString.Invariant($"expected [samples, {ClassCount}]."), nameof(probabilities));
        }

        var scores = new ClassScores(nameof(CostMatrix), areProbabilities: true, "probabilities");
        scores.Read(probabilities, Tensor.Zeros([probabilities.Shape[0]], DType.Int64));
        double[] expected = new double[probabilities.Count];
        for (int i = 0; i < scores.Count; i++)
        {
            ReadOnlySpan<double> p = scores.Row(i);
            for (int a = 0; a < ClassCount; a++)
            {
                for (int d = 0; d < ClassCount; d++)
                {
                    expected[(i * ClassCount) + d] += p[a] * _costs[(a * ClassCount) + d];
                }
            }
        }

        return expected;
    }
}
