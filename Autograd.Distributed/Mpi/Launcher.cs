namespace Autograd.Distributed;

/// <summary>What started this process, as its environment tells.</summary>
internal static class Launcher
{
    // Open MPI's mpirun sets the first, Slurm's srun --mpi=pmix the second; Hydra, which starts MPICH's and Intel's programs, the third.
    private const string OpenMpi = "OMPI_COMM_WORLD_SIZE", Pmix = "PMIX_RANK", Hydra = "PMI_RANK";

    /// <summary>Whether there may be other processes; where not, no library is needed.</summary>
    /// <param name="environment">Gives a variable of the environment, or null.</param>
    /// <exception cref="MpiException">The processes were started by another MPI.</exception>
    public static bool StartsSeveral(Func<string, string?> environment)
    {
        if (environment(OpenMpi) is not null || environment(Pmix) is not null)
        {
            return true;
        }

        return environment(Hydra) is null ? false : throw new MpiException(
            $"MpiWorld: this process was started by the mpirun of another MPI ({Hydra} is set, as MPICH and Intel MPI do), and " +
            "expected is that of Open MPI 4.1 (Debian: openmpi-bin; it is also called mpirun.openmpi).");
    }
}
