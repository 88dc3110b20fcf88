using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>Recurrent layers number by number, one sequence at a time.</summary>
internal static class RecurrentOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["embedding"] = new WholeOracle((x, _) =>
            Nd.Make([.. x[1].Sizes, x[0].Sizes[1]], index => x[0][(int)x[1][index[..^1]], index[^1]])),
        ["rnn"] = new WholeOracle((x, a) => Run(x, a, 1, (sums, h, c) =>
            (a.Word("nonlinearity") == "relu" ? Math.Max(0, sums[0].X + sums[0].H) : Math.Tanh(sums[0].X + sums[0].H), c))),
        ["gru"] = new WholeOracle((x, a) => Run(x, a, 3, (sums, h, c) =>
        {
            double r = Sigmoid(sums[0].X + sums[0].H), z = Sigmoid(sums[1].X + sums[1].H), n = Math.Tanh(sums[2].X + (r * sums[2].H));
            return (((1 - z) * n) + (z * h), c);
        })),
        ["lstm"] = new WholeOracle((x, a) => Run(x, a, 4, (sums, h, c) =>
        {
            double cell = (Sigmoid(sums[1].X + sums[1].H) * c) + (Sigmoid(sums[0].X + sums[0].H) * Math.Tanh(sums[2].X + sums[2].H));
            return (Sigmoid(sums[3].X + sums[3].H) * Math.Tanh(cell), cell);
        })),
    };

    private static Nd Run(Nd[] x, OpAttributes attributes, int gates,
        Func<(double X, double H)[], double, double, (double State, double Cell)> unit)
    {
        int first = gates == 4 ? 3 : 2, rest = x.Length - first - 2;
        int steps = x[0].Sizes[0], batch = x[0].Sizes[1], features = x[0].Sizes[2], units = x[1].Sizes[1];
        Nd result = new([steps, batch, units], new double[steps * batch * units]);
        for (int n = 0; n < batch; n++)
        {
            int length = rest is 1 or 3 ? (int)x[^1][n] : steps;
            double[] h = [.. Enumerable.Range(0, units).Select(i => x[1][n, i])];
            double[] c = [.. Enumerable.Range(0, units).Select(i => first == 3 ? x[2][n, i] : 0)];
            foreach (int t in attributes.Flag("reverse") ? Enumerable.Range(0, length).Reverse() : Enumerable.Range(0, length))
            {
                (double X, double H) Sum(int row) => (
                    Enumerable.Range(0, features).Sum(j => x[first][row, j] * x[0][t, n, j]) + (rest >= 2 ? x[first + 2][row] : 0),
                    Enumerable.Range(0, units).Sum(j => x[first + 1][row, j] * h[j]) + (rest >= 2 ? x[first + 3][row] : 0));

                (double State, double Cell)[] next = [.. Enumerable.Range(0, units).Select(i =>
                    unit([.. Enumerable.Range(0, gates).Select(gate => Sum((gate * units) + i))], h[i], c[i]))];
                h = [.. next.Select(of => of.State)];
                c = [.. next.Select(of => of.Cell)];
                for (int i = 0; i < units; i++)
                {
                    result.Data[result.Offset([t, n, i])] = h[i];
                }
            }
        }

        return result;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
